// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.connector.vitess.client.MemoryBudget;
import org.apache.flink.connector.vitess.client.SchemaSnapshot;
import org.apache.flink.connector.vitess.client.VStreamCall;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.decode.SchemaScan;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchemas;
import org.apache.flink.connector.vitess.source.reader.Questions.Question;

/**
 * Learns the columns that tables have at a position: asks MySQL for those of now, and looks through
 * the log from the position to now for statements that alter the tables. Only where there is none,
 * the columns of now are those of the position.
 *
 * <p>Used by the fetcher thread, which never waits: MySQL is asked in another thread.
 */
final class SchemaLearner implements AutoCloseable {

    /** Bounds what one poll reads while the network is faster. */
    private static final int BYTES_PER_POLL = 4 << 20;

    /**
     * What was learned.
     *
     * @param schemas the columns at the position
     * @param altered of each table whose columns cannot be known, the statement that alters it
     *     later; empty for one that is gone
     */
    record Learned(TableSchemas schemas, SortedMap<String, String> altered) {}

    private final StreamContext context;
    private final Shard shard;
    private final ShardPosition position;
    private final List<String> tables;
    private final Question<SchemaSnapshot> question;

    /** Null before the answer, and where there is no log to look through. */
    private VStreamCall call;

    private MemoryBudget.Share share;
    private SchemaScan scan;

    /** Null before the answer. */
    private SchemaSnapshot snapshot;

    private boolean advanced;

    /**
     * Asks at once.
     *
     * @param position where the columns are wanted
     * @param tables the tables
     */
    SchemaLearner(
            StreamContext context, Shard shard, ShardPosition position, Collection<String> tables) {
        this.context = context;
        this.shard = shard;
        this.position = position;
        this.tables = List.copyOf(tables);
        this.question =
                context.questions()
                        .ask(
                                () ->
                                        context.client()
                                                .schemas(
                                                        shard,
                                                        context.config().tabletType(),
                                                        this.tables),
                                context.onActivity());
    }

    /**
     * What was learned; empty while that goes on.
     *
     * @throws VitessException if the shard cannot be asked or read
     */
    Optional<Learned> poll() {
        if (snapshot == null) {
            if (!question.isDone()) {
                return Optional.empty();
            }
            snapshot = question.answer();
        }
        SchemaSnapshot now = snapshot;
        if (now.executed().isEmpty()) {
            return Optional.of(learned(now, new TreeMap<>()));
        }
        if (scan == null) {
            GtidSet end = GtidSet.parse("MySQL56/" + now.executed());
            if (GtidSet.parse(position.gtid()).contains(end)) {
                return Optional.of(learned(now, new TreeMap<>()));
            }
            begin(end);
        }
        return scan() ? Optional.of(learned(now, scan.alterations())) : Optional.empty();
    }

    private void begin(GtidSet end) {
        scan = new SchemaScan(shard, tables, end);
        share = context.budget().share(context.onActivity());
        call =
                context.client().stream(
                        shard,
                        ShardPosition.inLog(position.gtid(), tables),
                        context.config().tabletType(),
                        share,
                        context.onActivity());
    }

    /** Whether there was a log to look through. */
    boolean hasOpenedStream() {
        return call != null;
    }

    /** Whether something has arrived since the last call. */
    boolean hasAdvanced() {
        boolean has = advanced;
        advanced = false;
        return has;
    }

    private boolean scan() {
        long bytes = 0;
        while (!scan.isFinished() && bytes < BYTES_PER_POLL) {
            byte[] response = call.poll();
            if (response == null) {
                return false;
            }
            scan.read(response);
            share.release(share.handOver());
            advanced = true;
            bytes += response.length;
        }
        if (!scan.isFinished()) {
            context.onActivity().run();
        }
        return scan.isFinished();
    }

    private Learned learned(SchemaSnapshot now, SortedMap<String, String> alterations) {
        SortedMap<String, String> altered = new TreeMap<>(alterations);
        now.schemas().missing(tables).forEach(table -> altered.putIfAbsent(table, ""));
        List<SchemaVersion> known =
                now.schemas().versions().stream()
                        .filter(version -> !altered.containsKey(version.table()))
                        .toList();
        return new Learned(TableSchemas.of(known), altered);
    }

    @Override
    public void close() {
        question.giveUp();
        if (call != null) {
            call.cancel();
        }
    }
}
