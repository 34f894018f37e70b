// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables of both shards are altered at random, each shard for itself, under writers that never
 * stop, while the job runs and while it is down between two savepoints. Every row has to be what
 * MySQL had when it was written.
 *
 * <p>{@code -Dseed} repeats the statements, {@code -Dvitess.random.alterations} makes more of them.
 */
@Tag("long")
class RandomSchemaChangesITCase {

    private static final Logger LOG = LoggerFactory.getLogger(RandomSchemaChangesITCase.class);

    private static final long SEED = Seed.choose();
    private static final int ALTERATIONS = Integer.getInteger("vitess.random.alterations", 220);
    private static final int ALTERATIONS_PER_ROUND = 20;

    private static final List<String> SHARDS = List.of("-80", "80-");
    private static final List<String> TABLES = List.of("r0", "r1", "r2", "labels");

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("customer").shards(SHARDS.toArray(new String[0]));

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private final List<TrueRows> shards =
            SHARDS.stream().map(shard -> new TrueRows(VITESS, "customer", shard)).toList();

    private final Random random = new Random(SEED);
    private final RandomAlterations alterations = new RandomAlterations(random);
    private final AtomicInteger altered = new AtomicInteger();
    private final List<String> came = new ArrayList<>();

    @Test
    void everyRowIsWhatMySqlHadWhenItWasWritten(@TempDir Path folder) throws Exception {
        createTables();
        ChangelogJob job =
                ChangelogJob.start(source().startupOptions(StartupOptions.latest()).build(), 2);
        awaitLog(job);
        int savepoints = 0;
        try (Writers writers = startWriters()) {
            while (altered.get() < ALTERATIONS) {
                alter(writers, ALTERATIONS_PER_ROUND);
                String savepoint = job.stopWithSavepoint(folder);
                savepoints++;
                came.addAll(job.lines());
                alter(writers, ALTERATIONS_PER_ROUND / 2);
                job = ChangelogJob.restore(source().build(), 2, savepoint);
            }
            writers.awaitRounds(1);
        }
        try (ChangelogJob last = job) {
            compare(last);
        }
        LOG.info(
                "{} random alterations, {} savepoints, {} images of rows, 0 differences; seed {}",
                altered,
                savepoints,
                came.size(),
                SEED);
    }

    private void createTables() {
        for (TrueRows shard : shards) {
            for (String table : TABLES) {
                shard.execute(
                        "create table %s (id bigint primary key, %s)"
                                .formatted(
                                        table,
                                        table.equals("labels")
                                                ? "e enum('a','b','c','d','e','f'), s"
                                                        + " set('a','b','c','d','e','f')"
                                                : "a int, b int, v varchar(20)"));
            }
        }
    }

    private static VitessSourceBuilder<String> source() {
        return VitessSource.<String>builder()
                .hostname("127.0.0.1")
                .port(VITESS.vitess().grpcPort())
                .keyspace("customer")
                .tableList(TABLES.toArray(String[]::new))
                .deserializer(new NamedRows());
    }

    /** Rows before the job began do not come. */
    private void awaitLog(ChangelogJob job) throws Exception {
        for (TrueRows shard : shards) {
            while (job.lines().stream().noneMatch(line -> line.startsWith(shard.shard() + " r0"))) {
                shard.lines().clear();
                shard.insert("r0", column -> "null");
                job.awaitChange();
            }
            String last = shard.lines().get(0);
            shard.lines().clear();
            job.await(lines -> lines.contains(last));
        }
        skipped = job.lines().size();
    }

    private int skipped;

    private Writers startWriters() {
        return new Writers(
                IntStream.range(0, shards.size())
                        .mapToObj(i -> writer(shards.get(i), new Random(SEED + i + 1)))
                        .toList());
    }

    private static Runnable writer(TrueRows shard, Random random) {
        RandomAlterations values = new RandomAlterations(random);
        return () -> {
            for (String table : TABLES) {
                shard.insert(table, values::value);
                if (random.nextInt(3) == 0) {
                    shard.delete(table);
                }
            }
        };
    }

    private void alter(Writers writers, int count) {
        for (int i = 0; i < count; i++) {
            TrueRows shard = shards.get(random.nextInt(shards.size()));
            String table = TABLES.get(random.nextInt(TABLES.size()));
            if (shard.tryToExecute(alterations.alter(table, shard.columns(table)))) {
                altered.incrementAndGet();
            }
            if (random.nextBoolean()) {
                writers.awaitRounds(1);
            }
        }
    }

    private void compare(ChangelogJob job) throws Exception {
        List<String> expected = shards.stream().flatMap(shard -> shard.lines().stream()).toList();
        int before = rows(came).size();
        job.await(lines -> before + rows(lines).size() - skipped >= expected.size());
        came.addAll(job.lines());
        List<String> rows = rows(came).subList(skipped, rows(came).size());
        assertThat(AlteredTables.byTable(rows)).isEqualTo(AlteredTables.byTable(expected));
        assertThatPlantedFaultsAreFound(rows, expected);
    }

    private static List<String> rows(List<String> lines) {
        return lines.stream().filter(line -> !AlteredTables.isDdl(line)).toList();
    }

    /** Another name, label and sign in one image each. */
    private static void assertThatPlantedFaultsAreFound(List<String> rows, List<String> expected) {
        SortedMap<String, List<String>> right = AlteredTables.byTable(expected);
        for (String fault : List.of("id=|ID=", "e=a|e=b", "=-|=")) {
            String[] change = fault.split("\\|");
            List<String> wrong = new ArrayList<>(rows);
            int index =
                    IntStream.range(0, rows.size())
                            .filter(i -> rows.get(i).contains(change[0]))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("no image with " + change[0]));
            wrong.set(index, rows.get(index).replaceFirst(change[0], change[1]));
            assertThatThrownBy(() -> assertThat(AlteredTables.byTable(wrong)).isEqualTo(right))
                    .as(fault)
                    .isInstanceOf(AssertionError.class);
        }
    }
}
