// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.connector.vitess.client.SchemaSnapshot;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.decode.SchemaScan;
import org.apache.flink.connector.vitess.decode.StreamFormatException;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchemas;
import org.apache.flink.connector.vitess.source.metrics.ShardMetrics;
import org.apache.flink.connector.vitess.source.reader.BackgroundQuestions.Question;

/**
 * Learns the columns that tables have at a position: asks MySQL for the current ones, and looks
 * through the log from the position up to now for statements that alter the tables. Only if there
 * is none are the current columns those of the position.
 *
 * <p>Used by the fetcher thread, which never waits: MySQL is asked in another thread.
 */
final class SchemaLearner implements AutoCloseable {

    /**
     * What was learned.
     *
     * @param schemas the columns at the position
     * @param altered of each table whose columns cannot be known, the statement that alters it
     *     later; empty for one that is gone
     */
    record Learned(TableSchemas schemas, SortedMap<String, String> altered) {}

    /** The answer, and the position of the shard's own log at that time. */
    private record Asked(SchemaSnapshot snapshot, String end) {}

    private final StreamContext context;
    private final Shard shard;
    private final ShardMetrics metrics;
    private final ShardPosition position;
    private final List<String> tables;
    private final Question<Asked> question;

    /** Null before the answer, and where there is no log to look through. */
    private ScannedLog log;

    /** Null before the answer. */
    private SchemaSnapshot snapshot;

    private String end;

    /** Whether the log was looked through beyond a journal of its shard. */
    private boolean passedJournal;

    /** The first statement that alters a table later, by the table. */
    private final SortedMap<String, String> alterations = new TreeMap<>();

    /**
     * Asks at once.
     *
     * @param position where the columns have to be known
     * @param tables the tables
     */
    SchemaLearner(
            StreamContext context,
            Shard shard,
            ShardMetrics metrics,
            ShardPosition position,
            Collection<String> tables) {
        this.context = context;
        this.shard = shard;
        this.metrics = metrics;
        this.position = position;
        this.tables = List.copyOf(tables);
        this.question = context.questions().ask(this::ask, context.onActivity());
    }

    /** A shard that was resharded still streams, but answers no statements. */
    private Asked ask() {
        VitessClient client = context.client();
        TabletType type = context.config().tabletType();
        SchemaSnapshot snapshot = client.schemasOfAnyShard(shard, type, tables);
        return new Asked(
                snapshot,
                snapshot.shard().equals(shard)
                        ? snapshot.position()
                        : client.currentPosition(shard, tables, type));
    }

    /**
     * What was learned; empty while that is in progress.
     *
     * @throws VitessException if the shard cannot be asked or read
     */
    Optional<Learned> poll() {
        if (snapshot == null) {
            if (!question.isDone()) {
                return Optional.empty();
            }
            snapshot = question.answer().snapshot();
            end = question.answer().end();
        }
        if (snapshot.executed().isEmpty()) {
            return Optional.of(learned());
        }
        if (log == null && !begin(shard, position.gtid(), end)) {
            return Optional.of(learned());
        }
        if (!log.poll()) {
            return Optional.empty();
        }
        log.scan().alterations().forEach(alterations::putIfAbsent);
        return follow(log.scan()) ? Optional.empty() : Optional.of(learned());
    }

    /** Begins to look through a log. Returns whether there is something to look through. */
    private boolean begin(Shard of, String from, String to) {
        GtidSet last = parse(of, to);
        if (parse(of, from).contains(last)) {
            return false;
        }
        close();
        log = new ScannedLog(context, new SchemaScan(of, tables, from, last), tables, metrics);
        return true;
    }

    private static GtidSet parse(Shard of, String gtid) {
        try {
            return GtidSet.parse(gtid);
        } catch (IllegalArgumentException e) {
            throw new StreamFormatException(
                    String.format(
                            "Cannot look through the log of shard %s after position '%s': %s. No"
                                    + " vtgate sends such a position: restart from a checkpoint"
                                    + " before it",
                            of, gtid, e.getMessage()),
                    e);
        }
    }

    /** Continues after a scan. Returns whether there is more to look through. */
    private boolean follow(SchemaScan scan) {
        boolean isAsked = scan.shard().equals(snapshot.shard());
        if (scan.journal().isPresent() && followJournal(scan, scan.journal().get(), isAsked)) {
            return true;
        }
        if (passedJournal && !isAsked) {
            // The shards were resharded more than once since.
            tables.forEach(table -> alterations.putIfAbsent(table, "a Reshard"));
        }
        return false;
    }

    /**
     * Continues at a journal: in the log of the shard that was asked, if the one that is read was
     * resharded into it and no longer answers; else in the same log, as traffic may have been
     * switched back since.
     */
    private boolean followJournal(SchemaScan scan, ReshardJournal journal, boolean isAsked) {
        String start = journal.targets().get(snapshot.shard().name());
        if (!isAsked && start != null) {
            return begin(snapshot.shard(), start, snapshot.position());
        }
        passedJournal = true;
        return begin(scan.shard(), scan.reached(), isAsked ? snapshot.position() : end);
    }

    /** Whether there was a log to look through. */
    boolean hasOpenedStream() {
        return log != null;
    }

    /** Whether something has arrived since the last call, or waits for room in the reader. */
    boolean hasAdvanced() {
        return log != null && log.hasAdvanced();
    }

    /** Nanoseconds until {@link #poll} has to be called, even if nothing arrives. */
    long nanosToPoll() {
        return log == null ? Long.MAX_VALUE : log.nanosToPoll();
    }

    /** Others wait for the turn to have a large response. */
    void leaveTurn() {
        if (log != null) {
            log.leaveTurn();
        }
    }

    private Learned learned() {
        snapshot.schemas().missing(tables).forEach(table -> alterations.putIfAbsent(table, ""));
        List<SchemaVersion> known =
                snapshot.schemas().versions().stream()
                        .filter(version -> !alterations.containsKey(version.table()))
                        .toList();
        return new Learned(TableSchemas.of(known), alterations);
    }

    @Override
    public void close() {
        question.giveUp();
        if (log != null) {
            log.close();
        }
    }
}
