// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.deserialization.DebeziumJsonDeserializationSchema;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job takes over from Debezium's connector for Vitess, at the offset that it stored, while rows
 * are written.
 *
 * <p>{@code -Dvitess.random.seed} repeats the statements.
 */
@Timeout(300)
class DebeziumTakeoverITCase {

    private static final Logger LOG = LoggerFactory.getLogger(DebeziumTakeoverITCase.class);

    private static final long SEED =
            Long.getLong("vitess.random.seed", System.nanoTime() % 1_000_000);

    private static final List<String> SHARDS = List.of("-80", "80-");

    private static final Map<String, RandomTable> TABLES =
            Map.of("counter", JournalWriter.TABLE, "fence", RandomTable.FENCE);

    /** A tombstone, or a change of a row; not the begin or end of a transaction. */
    private static final Pattern CHANGE = Pattern.compile("null|.*\"op\":\"[crud]\".*");

    /** How many events of each shard either side reads at least. */
    private static final int EVENTS = 200;

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("shop").shards(SHARDS.toArray(new String[0]));

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @TempDir private Path folder;

    private final Map<String, JournalWriter> writers = new HashMap<>();
    private int fence;

    @BeforeEach
    void createTables() {
        LOG.info("Random transactions of seed {}: repeat with -Dvitess.random.seed={}", SEED, SEED);
        for (RandomTable table : TABLES.values()) {
            VITESS.vitess().applySchema("shop", "drop table if exists " + table.name());
            VITESS.vitess().applySchema("shop", table.create());
        }
    }

    @AfterEach
    void stopWriters() throws Exception {
        for (JournalWriter writer : writers.values()) {
            writer.stop();
        }
    }

    @Test
    void afterDebeziumWithItsDefaultsItsLastTransactionComesAgain() throws Exception {
        List<Change> again = takeOver(Map.of());

        assertThat(again.stream().map(Change::transaction).distinct()).hasSize(1);
    }

    @Test
    void afterDebeziumWithTransactionMetadataAtMostOneTransactionComesAgain() throws Exception {
        List<Change> again =
                takeOver(
                        Map.of(
                                "snapshot.mode",
                                "never",
                                "provide.transaction.metadata",
                                "true",
                                "max.batch.size",
                                "3"));

        assertThat(again.stream().map(Change::transaction).distinct()).hasSizeLessThan(2);
    }

    /** Returns those of Debezium's changes that come again. */
    private List<Change> takeOver(Map<String, String> properties) throws Exception {
        Takeover takeover;
        List<String> lines;
        try (DebeziumProcess debezium = startDebezium(properties)) {
            awaitReading(debezium);
            for (String shard : SHARDS) {
                long seed = SEED + shard.hashCode();
                writers.put(shard, JournalWriter.start(VITESS, "shop/" + shard, seed));
            }
            debezium.await(DebeziumTakeoverITCase::areMany);
            List<Change> debeziums = debeziums(debezium.stop());
            takeover = new Takeover(OffsetFile.read(offsets()), debeziums);
        }
        LOG.info("Debezium stopped after {} changes", takeover.debeziums().size());
        LOG.info("Its offset: {}", takeover.offset());
        Map<String, List<String>> written = new HashMap<>();
        try (ChangelogJob job = ChangelogJob.start(source(takeover.offset()).build(), 2)) {
            job.await(DebeziumTakeoverITCase::areMany);
            for (String shard : SHARDS) {
                written.put(shard, writers.get(shard).stop());
            }
            insertFence();
            String row = "\"after\":{\"id\":%d},".formatted(fence);
            lines =
                    job.await(
                            all ->
                                    all.stream().filter(line -> line.contains(row)).count()
                                            == SHARDS.size());
        }
        List<Change> ours = ours(lines);
        takeover.requireExactlyOnce(written, ours);
        LOG.info(
                "{} changes of Debezium and {} of the job are all {}; {} of Debezium's came again",
                takeover.taken().size(),
                ours.size(),
                written.values().stream().mapToInt(List::size).sum(),
                takeover.again().size());
        assertThatThrownBy(() -> takeover.requireExactlyOnce(written, read(takeover.earlier())))
                .as("a transaction earlier")
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("lost [], too much [");
        assertThatThrownBy(
                        () ->
                                takeover.requireExactlyOnce(
                                        written, read(takeover.later(ours.get(0)))))
                .as("a transaction later")
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("too much [], of");
        return takeover.again();
    }

    @Test
    void anOffsetFromTheMidstOfDebeziumsCopyIsRefused() throws Exception {
        for (String shard : SHARDS) {
            execute(shard, "insert into counter values (1, 1), (2, 1)");
        }
        insertFence();
        List<String> lines;
        try (DebeziumProcess debezium = startDebezium(Map.of())) {
            lines =
                    debezium.await(
                            all -> all.stream().filter(CHANGE.asMatchPredicate()).count() == 6);
        }
        String vgtid =
                lines.stream()
                        .map(Changes::vgtid)
                        .filter(one -> one.contains("\"table_name\":\"counter\""))
                        .reduce((first, second) -> second)
                        .orElseThrow();

        try (ChangelogJob job = ChangelogJob.start(source(vgtid).build(), 2)) {
            assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                    .hasStackTraceContaining("while table 'counter' was being copied")
                    .hasStackTraceContaining("whether table 'fence' is copied");
        }
    }

    private DebeziumProcess startDebezium(Map<String, String> more) throws Exception {
        Map<String, String> properties =
                DebeziumProcess.properties(VITESS.vitess().grpcPort(), "shop");
        properties.putAll(OffsetFile.properties(offsets()));
        properties.putAll(more);
        return DebeziumProcess.start(properties, folder);
    }

    private Path offsets() {
        return folder.resolve("offsets");
    }

    /** Waits until Debezium reads both shards. */
    private void awaitReading(DebeziumProcess debezium) throws Exception {
        long end = System.nanoTime() + RunningJob.PATIENCE.toNanos();
        while (!isOfEachShard(debezium.lines(), 1) && System.nanoTime() < end) {
            insertFence();
            debezium.awaitChange();
        }
        debezium.await(lines -> isOfEachShard(lines, 1));
    }

    private static boolean areMany(List<String> lines) {
        return isOfEachShard(lines, EVENTS);
    }

    private static boolean isOfEachShard(List<String> lines, int count) {
        return SHARDS.stream()
                .allMatch(
                        shard ->
                                lines.stream()
                                                .filter(
                                                        line ->
                                                                line.contains(
                                                                        "\"shard\":\""
                                                                                + shard
                                                                                + '"'))
                                                .count()
                                        >= count);
    }

    private void insertFence() throws SQLException {
        fence++;
        for (String shard : SHARDS) {
            execute(shard, "insert into fence values (" + fence + ")");
        }
    }

    private static void execute(String shard, String sql) throws SQLException {
        try (Connection connection = VITESS.connection("shop/" + shard);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What a job reads from a position up to now. */
    private static List<Change> read(String vgtid) throws Exception {
        VitessSource<String> source = source(vgtid).boundedOptions(BoundedOptions.latest()).build();
        try (ChangelogJob job = ChangelogJob.start(source, 2)) {
            return ours(job.awaitEnd());
        }
    }

    private static VitessSourceBuilder<String> source(String vgtid) {
        return VitessSource.<String>builder()
                .hostname("127.0.0.1")
                .port(VITESS.vitess().grpcPort())
                .keyspace("shop")
                .tableList(TABLES.keySet().toArray(new String[0]))
                .startupOptions(StartupOptions.specificOffset(vgtid))
                .deserializer(new DebeziumJsonDeserializationSchema());
    }

    private static List<Change> ours(List<String> lines) {
        return ofCounter(changes().ours(lines));
    }

    private static List<Change> debeziums(List<String> lines) {
        return ofCounter(
                changes().debeziums(lines.stream().filter(CHANGE.asMatchPredicate()).toList()));
    }

    private static Changes changes() {
        return new Changes("shop", TABLES, new FiredRules());
    }

    private static List<Change> ofCounter(List<Change> changes) {
        return changes.stream().filter(change -> change.table().equals("counter")).toList();
    }
}
