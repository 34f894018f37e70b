// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.cdc.common.event.CreateTableEvent;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.Replay;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline of the runtime's operators, from an embedded vtgate. */
@Timeout(120)
class PipelineITCase {

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private final SinkTables sink = new SinkTables();
    private EmbeddedVitess vitess;
    private EmbeddedKeyspace keyspace;
    private ShopTables tables;

    @BeforeEach
    void startVitess() {
        vitess = EmbeddedVitess.builder().vstreamPacketSize(100).start();
        keyspace = vitess.createKeyspace("shop", "-80", "80-");
        tables = new ShopTables(keyspace, "customer", "orders");
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @Test
    void allTablesWithTheirRowsAreInTheSink() throws Exception {
        tables.insert("customer", 1, 50);
        tables.insert("orders", 1, 50);
        try (RunningJob job = start(new Configuration())) {
            awaitEqual();
            tables.insert("orders", 51, 100);
            tables.update("customer", 7, "changed");
            tables.delete("orders", 8);
            awaitEqual();

            assertThat(sink.schemaChanges())
                    .hasSize(2)
                    .allMatch(event -> event instanceof CreateTableEvent);
        }
    }

    @Test
    void aRestoredPipelineGoesOn(@TempDir Path folder) throws Exception {
        tables.insert("customer", 1, 50);
        String savepoint;
        try (RunningJob job = start(new Configuration())) {
            awaitEqual();
            savepoint = job.stopWithSavepoint(folder);
        }
        tables.insert("customer", 51, 60);
        tables.insert("orders", 1, 10);
        try (RunningJob job = start(RunningJob.from(savepoint))) {
            awaitEqual();
            assertThat(sink.schemaChanges()).hasSize(2);
        }
    }

    private RunningJob start(Configuration configuration) throws Exception {
        Map<String, String> options = new HashMap<>();
        options.put("hostname", vitess.host());
        options.put("port", Integer.toString(vitess.port()));
        options.put("keyspace", "shop");
        options.put("tables", "cust.*, orders");
        return PipelineJob.start(
                PipelineJob.source(options), sink, 2, event -> true, configuration);
    }

    /** {@link ShopTables} has them as {@code [id, v]} by the table and the id. */
    private void awaitEqual() throws Exception {
        sink.await(
                RunningJob.PATIENCE,
                now -> rows(now).equals(tables.rows()) ? "" : rows(now).toString());
    }

    private static Map<String, String> rows(SinkTables sink) {
        Map<String, String> rows = new TreeMap<>();
        for (String table : List.of("customer", "orders")) {
            sink.rows(table, List.of("id", "v"))
                    .forEach(
                            (key, row) ->
                                    rows.put(
                                            Replay.key(table, key.substring(1, key.length() - 1)),
                                            row));
        }
        return rows;
    }
}
