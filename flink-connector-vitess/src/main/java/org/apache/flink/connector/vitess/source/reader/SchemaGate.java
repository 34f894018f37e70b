// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.connector.vitess.change.SchemaChange;
import org.apache.flink.connector.vitess.client.SchemaSnapshot;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlTypes;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.schema.TableSchemas;
import org.apache.flink.connector.vitess.source.metrics.ShardMetrics;
import org.apache.flink.connector.vitess.source.reader.BackgroundQuestions.Question;
import org.apache.flink.connector.vitess.source.reader.SchemaLearner.Learned;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back the batches of a shard while the columns of its tables are not certain, so that no
 * doubtful row is handed over. Used by the fetcher thread.
 *
 * <p>It closes where a job begins in the log, at a DDL statement that leaves the columns after it
 * open, and where a copy begins: a tablet may not have loaded the table's columns yet.
 */
final class SchemaGate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaGate.class);

    private final StreamContext context;
    private final Shard shard;
    private final ShardMetrics metrics;

    /** The tables whose columns cannot be known before the next statement that alters them. */
    private final Set<String> unknowable = new TreeSet<>();

    private final List<ChangeBatch> held = new ArrayList<>();

    /** What is learned; null if nothing. */
    private SchemaLearner learner;

    private boolean openedStream;

    /** The columns of a copy, and those that MySQL has; null if no copy has just begun. */
    private TableSchema copied;

    private Question<SchemaSnapshot> declared;

    SchemaGate(StreamContext context, Shard shard, ShardMetrics metrics) {
        this.context = context;
        this.shard = shard;
        this.metrics = metrics;
    }

    /** Whether batches pass. */
    boolean isOpen() {
        return learner == null && declared == null;
    }

    /** The tables whose rows are read from a position on, but whose columns have to be learned. */
    List<String> toLearn(ShardPosition position) {
        return position.tablesWithoutSchema().stream()
                .filter(table -> !unknowable.contains(table))
                .toList();
    }

    /** Closes until it is known which columns tables have at a position. */
    void learn(ShardPosition position, List<String> tables) {
        LOG.info("Shard {}: learning the columns of {} at '{}'", shard, tables, position.gtid());
        learner = new SchemaLearner(context, shard, metrics, position, tables);
    }

    /**
     * Whether a batch may not be handed over yet: the columns after its DDL statement are asked for
     * first. What could not be known of tables before they were altered no longer matters then.
     */
    boolean holds(ChangeBatch batch) {
        batch.schemaChanges().forEach(change -> unknowable.remove(change.table()));
        if (batch.toLearn().isEmpty()) {
            return false;
        }
        held.add(batch);
        learn(batch.after(), List.copyOf(batch.toLearn()));
        return true;
    }

    /** Closes until it is known that a copy has all columns of its table, and holds its batches. */
    void verify(TableSchema newCopied, List<ChangeBatch> batches) {
        copied = newCopied;
        held.addAll(batches);
        declared =
                context.questions()
                        .ask(
                                () ->
                                        context.client()
                                                .schemasOfAnyShard(
                                                        shard,
                                                        context.config().tabletType(),
                                                        List.of(newCopied.table())),
                                context.onActivity());
    }

    /** Whether the log was looked through for what was learned last. */
    boolean hasOpenedStream() {
        return openedStream;
    }

    /** Whether something has arrived since the last call, or waits for room in the reader. */
    boolean hasAdvanced() {
        return learner != null && learner.hasAdvanced();
    }

    /** Nanoseconds until {@link #poll} has to be called, even if nothing arrives. */
    long nanosToPoll() {
        return learner == null ? Long.MAX_VALUE : learner.nanosToPoll();
    }

    /** Others wait for the turn to have a large response. */
    void leaveTurn() {
        if (learner != null) {
            learner.leaveTurn();
        }
    }

    /**
     * The columns that became known, which opens the gate; empty while it stays closed.
     *
     * @throws VitessException if MySQL cannot be asked, or a tablet does not know its columns yet
     */
    Optional<TableSchemas> poll() {
        Optional<TableSchemas> known = learner == null ? pollDeclared() : pollLearned();
        if (known.isPresent()) {
            learner = null;
            declared = null;
        }
        return known;
    }

    private Optional<TableSchemas> pollLearned() {
        Optional<Learned> learned = learner.poll();
        learned.ifPresent(
                found -> {
                    openedStream = learner.hasOpenedStream();
                    learner.close();
                    unknowable.addAll(found.altered().keySet());
                    found.altered().forEach(this::warn);
                });
        return learned.map(Learned::schemas);
    }

    private void warn(String table, String statement) {
        LOG.warn(
                "Shard {}: the columns of table '{}' at this position cannot be determined, as"
                        + " {}. A row of it before that fails the job",
                shard,
                table,
                statement.isEmpty()
                        ? "the table is gone"
                        : "it is altered again later, by '" + statement + "'");
    }

    private Optional<TableSchemas> pollDeclared() {
        if (!declared.isDone()) {
            return Optional.empty();
        }
        TableSchemas schemas = declared.answer().schemas();
        Optional<SchemaVersion> version = schemas.get(copied.table());
        if (version.isEmpty() || !isAlike(version.get().schema(), copied)) {
            throw VitessException.temporary(
                    String.format(
                            "The tablet copies table '%s' of shard %s with the columns %s, but"
                                    + " MySQL has %s: it has not loaded the table's latest change"
                                    + " yet. Run vtctldclient ReloadSchemaKeyspace %s",
                            copied.table(),
                            shard,
                            describe(copied),
                            version.map(found -> describe(found.schema())).orElse(List.of()),
                            shard.keyspace()));
        }
        return Optional.of(schemas);
    }

    private static boolean isAlike(TableSchema declared, TableSchema copied) {
        return describe(declared).equals(describe(copied));
    }

    private static List<String> describe(TableSchema schema) {
        return schema.columns().stream().map(SchemaGate::describe).toList();
    }

    /** With the collation: nothing else shows what the bytes of a text mean. */
    private static String describe(Column column) {
        String text = column.name() + " " + column.columnType();
        return MySqlTypes.isText(MySqlTypes.dataType(column))
                ? text + " collation " + column.collation()
                : text;
    }

    /** The batches that were held, at positions with the columns that are known now. */
    List<ChangeBatch> release(TableSchemas known) {
        List<ChangeBatch> released = held.stream().map(batch -> with(batch, known)).toList();
        held.clear();
        return released;
    }

    private static ChangeBatch with(ChangeBatch batch, TableSchemas known) {
        ShardPosition after = batch.after();
        List<SchemaChange> changes = new ArrayList<>(batch.schemaChanges());
        for (SchemaVersion version : known.versions()) {
            after = after.withSchema(version);
            changes.replaceAll(
                    change ->
                            change.table().equals(version.table())
                                    ? change.withAfter(version.schema())
                                    : change);
        }
        return batch.at(after, changes);
    }

    /** Opens, and forgets what was held: it comes again. */
    @Override
    public void close() {
        if (learner != null) {
            learner.close();
            learner = null;
        }
        if (declared != null) {
            declared.giveUp();
            declared = null;
        }
        held.clear();
    }
}
