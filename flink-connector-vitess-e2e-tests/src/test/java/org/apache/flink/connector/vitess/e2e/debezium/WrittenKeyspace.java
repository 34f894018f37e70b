// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.deserialization.DebeziumJsonDeserializationSchema;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.Seed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keyspace {@code shop}, which is written while first a Debezium reads it and then a job, and
 * the check that both together read all of it. Of one test, and not thread-safe.
 *
 * <p>{@code -Dseed} repeats the statements.
 */
final class WrittenKeyspace implements AutoCloseable {

    static final List<String> SHARDS = List.of("-80", "80-");

    static final Map<String, RandomTable> TABLES =
            Map.of("counter", JournalWriter.TABLE, "fence", RandomTable.FENCE);

    /** How many events of each shard either side reads at least. */
    static final int EVENTS = 200;

    private static final Logger LOG = LoggerFactory.getLogger(WrittenKeyspace.class);

    private static final long SEED = Seed.choose();

    /** So that the id of a row of table {@code counter} tells its shard. */
    private static final long IDS_OF_SHARD = 1_000_000;

    private final VitessCluster vitess;
    private final Map<String, JournalWriter> writers = new HashMap<>();
    private int fence;

    private WrittenKeyspace(VitessCluster vitess) {
        this.vitess = vitess;
    }

    /** With new tables, of which none is written yet. */
    static WrittenKeyspace create(VitessCluster vitess) {
        for (RandomTable table : TABLES.values()) {
            vitess.vitess().applySchema("shop", "drop table if exists " + table.name());
            vitess.vitess().applySchema("shop", table.create());
        }
        return new WrittenKeyspace(vitess);
    }

    void startWriters() {
        for (String shard : SHARDS) {
            writers.put(
                    shard,
                    JournalWriter.start(
                            vitess,
                            "shop/" + shard,
                            SEED + shard.hashCode(),
                            SHARDS.indexOf(shard) * IDS_OF_SHARD + 1));
        }
    }

    /** The shard of a row that a writer wrote. */
    static String shardOf(long id) {
        return SHARDS.get((int) (id / IDS_OF_SHARD));
    }

    /** Inserts a row into table {@code fence} in each shard. */
    void insertFence() throws SQLException {
        fence++;
        for (String shard : SHARDS) {
            execute(shard, "insert into fence values (" + fence + ")");
        }
    }

    void execute(String shard, String sql) throws SQLException {
        try (Connection connection = vitess.connection("shop/" + shard);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A job's source that starts there. */
    VitessSourceBuilder<String> source(String vgtid) {
        return VitessSource.<String>builder()
                .hostname("127.0.0.1")
                .port(vitess.vitess().grpcPort())
                .keyspace("shop")
                .tableList(TABLES.keySet().toArray(new String[0]))
                .startupOptions(StartupOptions.specificOffset(vgtid))
                .deserializer(new DebeziumJsonDeserializationSchema());
    }

    /** Whether there are so many events of each shard. */
    static boolean areOfEachShard(List<String> lines, int count) {
        return SHARDS.stream()
                .map(shard -> "\"shard\":\"" + shard + '"')
                .allMatch(
                        shard ->
                                lines.stream().filter(line -> line.contains(shard)).count()
                                        >= count);
    }

    /**
     * Takes over: starts a job, waits until it has read enough, and stops the writers.
     *
     * @throws AssertionError unless what was taken and the job's are together what was written, and
     *     unless an offset that is a transaction earlier or later is found
     */
    void requireTakeover(Takeover takeover) throws Exception {
        LOG.info("Stopped after {} changes", takeover.debeziums().size());
        LOG.info("The offset: {}", takeover.offset());
        Map<String, List<String>> written = new HashMap<>();
        List<Change> ours;
        try (ChangelogJob job = ChangelogJob.start(source(takeover.offset()).build(), 2)) {
            job.await(lines -> areOfEachShard(lines, EVENTS));
            for (String shard : SHARDS) {
                written.put(shard, writers.get(shard).stop());
            }
            insertFence();
            String row = "\"after\":{\"id\":%d},".formatted(fence);
            ours =
                    ours(
                            job.await(
                                    all ->
                                            all.stream().filter(line -> line.contains(row)).count()
                                                    == SHARDS.size()));
        }
        takeover.requireExactlyOnce(written, ours);
        LOG.info(
                "{} changes that were taken and {} of the job are all {}; {} came again",
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
    }

    /** What a job reads from a position up to now. */
    private List<Change> read(String vgtid) throws Exception {
        VitessSource<String> source = source(vgtid).boundedOptions(BoundedOptions.latest()).build();
        try (ChangelogJob job = ChangelogJob.start(source, 2)) {
            return ours(job.awaitEnd());
        }
    }

    private static List<Change> ours(List<String> lines) {
        return ofCounter(new Changes("shop", TABLES, new FiredRules()).ours(lines));
    }

    /** The changes of the table that the writers write. */
    static List<Change> ofCounter(List<Change> changes) {
        return changes.stream().filter(change -> change.table().equals("counter")).toList();
    }

    /** Stops the writers. */
    @Override
    public void close() throws Exception {
        for (JournalWriter writer : writers.values()) {
            writer.stop();
        }
    }
}
