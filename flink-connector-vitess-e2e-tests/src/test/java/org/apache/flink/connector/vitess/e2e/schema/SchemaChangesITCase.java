// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tables are altered while a job reads them, or is down, on a real Vitess with default flags. */
class SchemaChangesITCase {

    private static final String KEYSPACE = "customer";
    private static final List<String> SHARDS = List.of("-80", "80-");

    /** By how much a row's key grows that is updated. */
    private static final long MOVED = 1_000_000;

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace(KEYSPACE).shards(SHARDS.toArray(new String[0]));

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private final List<TrueRows> shards =
            SHARDS.stream().map(shard -> new TrueRows(VITESS, KEYSPACE, shard)).toList();

    private long nextId = 1;

    private void create(List<AlteredTable> tables) {
        for (TrueRows shard : shards) {
            for (AlteredTable table : tables) {
                shard.execute("drop table if exists " + table.name());
                shard.execute("drop table if exists _" + table.name() + "_del");
                shard.execute(table.create());
            }
        }
    }

    private void insert(AlteredTable table, List<String> rows) {
        for (TrueRows shard : shards) {
            for (int i = 0; i < 3; i++) {
                shard.change(table.name(), nextId, table.insert(nextId, rows));
                nextId++;
            }
            long updated = nextId - 2;
            shard.change(
                    table.name(),
                    updated,
                    "update %s set id = id + 1000000 where id = %d"
                            .formatted(table.name(), updated));
        }
    }

    private void alter(AlteredTable table) {
        for (TrueRows shard : shards) {
            for (String sql : table.alter()) {
                if (sql.startsWith("delete")) {
                    shard.deleteAll(table.name());
                } else {
                    shard.execute(sql);
                }
            }
        }
    }

    @Test
    void rowsBeforeAnAlterationAreRightWhenTheJobWasDown(@TempDir Path folder) throws Exception {
        List<AlteredTable> tables = AlteredTable.READABLE;
        create(tables);
        String savepoint;
        try (ChangelogJob job = ChangelogJob.start(source(tables).build(), 2)) {
            awaitLog(job, tables);
            awaitLast(job);
            savepoint = job.stopWithSavepoint(folder);
        }
        shards.forEach(shard -> shard.lines().clear());
        for (AlteredTable table : tables) {
            insert(table, table.values());
            alter(table);
            insert(table, table.altered());
        }
        assertSame(source(tables), savepoint);
    }

    /** Inserts rows until some of the log have come of each shard. */
    private void awaitLog(ChangelogJob job, List<AlteredTable> tables) throws Exception {
        AlteredTable table = tables.get(0);
        for (TrueRows shard : shards) {
            String start = shard.shard() + " " + table.name() + " c";
            while (job.lines().stream().noneMatch(line -> line.startsWith(start))) {
                insertOne(shard, table);
                job.awaitChange();
            }
        }
    }

    /** Waits until the last change of each shard has come. */
    private void awaitLast(ChangelogJob job) throws Exception {
        List<String> last =
                shards.stream().map(shard -> shard.lines().get(shard.lines().size() - 1)).toList();
        job.await(lines -> lines.containsAll(last));
    }

    private void insertOne(TrueRows shard, AlteredTable table) {
        shard.change(table.name(), nextId, table.insert(nextId, table.values()));
        nextId++;
    }

    private void assertSame(VitessSourceBuilder<String> source, String savepoint) throws Exception {
        List<String> expected = lines();
        try (ChangelogJob job = ChangelogJob.restore(source.build(), 2, savepoint)) {
            job.await(lines -> rows(lines).size() >= expected.size());
            assertThat(byTable(rows(job.lines()))).isEqualTo(byTable(expected));
        }
    }

    private static List<String> rows(List<String> lines) {
        return lines.stream().filter(line -> !line.startsWith("ddl")).toList();
    }

    /** The rows of each table and shard, in their order. */
    private static SortedMap<String, List<String>> byTable(List<String> lines) {
        return lines.stream()
                .collect(
                        Collectors.groupingBy(
                                line -> line.substring(0, line.indexOf(' ', line.indexOf(' ') + 1)),
                                TreeMap::new,
                                Collectors.toList()));
    }

    private List<String> lines() {
        return shards.stream()
                .flatMap(shard -> shard.lines().stream())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static VitessSourceBuilder<String> source(List<AlteredTable> tables) {
        return VitessSource.<String>builder()
                .hostname("127.0.0.1")
                .port(VITESS.vitess().grpcPort())
                .keyspace(KEYSPACE)
                .startupOptions(StartupOptions.latest())
                .tableList(tables.stream().map(AlteredTable::name).toArray(String[]::new))
                .deserializer(new NamedRows());
    }
}
