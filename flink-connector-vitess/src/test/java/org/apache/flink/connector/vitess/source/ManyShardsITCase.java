// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.EmbeddedLedgerDatabase;
import org.apache.flink.connector.vitess.testing.ledger.KeyGroups;
import org.apache.flink.connector.vitess.testing.ledger.Ledger;
import org.apache.flink.connector.vitess.testing.ledger.LedgerChange;
import org.apache.flink.connector.vitess.testing.ledger.LedgerDeserializer;
import org.apache.flink.connector.vitess.testing.ledger.LedgerJob;
import org.apache.flink.connector.vitess.testing.ledger.LedgerWriter;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedReshard;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A keyspace of 64 shards on an embedded vtgate, with any parallelism. */
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(300)
class ManyShardsITCase {

    private static final List<String> TABLES = List.of("account", "item");
    private static final int SHARDS = 64;

    @RegisterExtension static final MiniClusterExtension FLINK = cluster();

    private final long seed = Seed.choose();
    private EmbeddedVitess vitess;
    private EmbeddedKeyspace keyspace;
    private Ledger ledger;

    private static MiniClusterExtension cluster() {
        // Small buffers: a shuffle of 64 x 64 channels has one or more for each.
        Configuration configuration = new Configuration();
        configuration.setString("taskmanager.memory.segment-size", "4 kb");
        configuration.setString("taskmanager.memory.network.min", "192 mb");
        configuration.setString("taskmanager.memory.network.max", "192 mb");
        return MiniClusters.slots(SHARDS, configuration);
    }

    @BeforeEach
    void startVitess() throws Exception {
        vitess = EmbeddedVitess.start();
        keyspace = vitess.createKeyspace("bank", shards(SHARDS).toArray(String[]::new));
        EmbeddedLedgerDatabase database =
                new EmbeddedLedgerDatabase(keyspace, TABLES, KeyGroups.of(SHARDS));
        for (String table : TABLES) {
            database.fill(table, 1_000);
        }
        ledger = Ledger.open(database, TABLES);
    }

    @AfterEach
    void stopVitess() {
        vitess.close();
    }

    @ParameterizedTest(name = "parallelism {0}")
    @ValueSource(ints = {1, 4, 64})
    @Order(1)
    @Fault("B22")
    void allShardsAreReadAndJoined(int parallelism, Figures figures) throws Exception {
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(source(), parallelism);
            job.awaitLog(ledger);
            reshard(shards(SHARDS), shards(16)).switchTraffic();
            job.finish(ledger, writer, figures);
        }
    }

    /** Each savepoint is made while the shards come to their journals, some of which are lost. */
    @Test
    @Order(2)
    @Fault("B22")
    void theParallelismChangesDuringAReshardOfAllShards(@TempDir Path folder, Figures figures)
            throws Exception {
        try (LedgerJob job = new LedgerJob();
                LedgerWriter writer = ledger.startWriter(seed)) {
            job.start(source(), 4);
            job.awaitLog(ledger);
            EmbeddedReshard reshard = reshard(shards(SHARDS), shards(16));
            for (int parallelism : List.of(2, 8)) {
                vitess.loseJournals(SHARDS);
                reshard.switchTraffic();
                String savepoint = job.stopWithSavepoint(folder);
                writer.awaitTransactions(20);
                job.restore(source(), parallelism, savepoint);
                job.awaitLog(ledger);
                figures.add("switches", 1);
            }
            job.finish(ledger, writer, figures);
        }
    }

    private EmbeddedReshard reshard(List<String> sources, List<String> targets) {
        keyspace.addShards(targets.toArray(String[]::new));
        return keyspace.reshard(sources, targets);
    }

    /** The names of that many shards of equal size, as in {@code 04-08}. */
    private static List<String> shards(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> bound(i, count) + "-" + bound(i + 1, count))
                .toList();
    }

    private static String bound(int shard, int count) {
        return shard == 0 || shard == count
                ? ""
                : HexFormat.of().toHexDigits((byte) (256 / count * shard));
    }

    private VitessSource<LedgerChange> source() {
        return VitessSource.<LedgerChange>builder()
                .hostname(vitess.host())
                .port(vitess.port())
                .keyspace("bank")
                .tableList(TABLES.toArray(String[]::new))
                .connectMaxRetries(20)
                .connectRetryDelay(Duration.ofMillis(50))
                .deserializer(new LedgerDeserializer())
                .build();
    }
}
