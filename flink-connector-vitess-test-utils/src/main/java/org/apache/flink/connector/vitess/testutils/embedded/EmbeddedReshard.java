// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.KeyspaceShard;
import org.apache.flink.connector.vitess.proto.binlogdata.MigrationType;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;

/**
 * A resharding under way, as Vitess' Reshard workflow: it replicates from the side that serves to
 * the side that does not, until one of its shards is deleted.
 *
 * <p>Its targets can be the sources of another one. Each switch is one step for all that use the
 * keyspace: no transaction runs and no row is replicated in the middle of it.
 */
public final class EmbeddedReshard {
    private final EmbeddedKeyspace keyspace;
    private List<EmbeddedShard> from;
    private List<EmbeddedShard> to;
    private boolean switched;
    private long journalId;

    EmbeddedReshard(
            EmbeddedKeyspace keyspace, List<EmbeddedShard> sources, List<EmbeddedShard> targets) {
        check(sources.stream().allMatch(EmbeddedShard::isServing), sources + " have to serve");
        check(targets.stream().noneMatch(EmbeddedShard::isServing), targets + " serve already");
        this.keyspace = keyspace;
        this.from = sources;
        this.to = targets;
        this.journalId = journalId();
        sources.forEach(this::copy);
    }

    /**
     * Moves reads and writes to the side that did not serve: writes the journal into every shard of
     * the other side and turns the replication round. Called again, it moves them back.
     *
     * @throws IllegalStateException if a shard to move from does not serve
     */
    public void switchTraffic() {
        synchronized (keyspace) {
            check(from.stream().allMatch(EmbeddedShard::isServing), from + " do not serve");
            from.forEach(shard -> shard.serve(false));
            List<ShardGtid> starts =
                    new ArrayList<>(to.stream().map(EmbeddedReshard::position).toList());
            for (EmbeddedShard shard : from) {
                shard.append(new LogEntry.Resharding(journal(shard, starts)));
                // Vitess' order of them also differs in each source.
                Collections.rotate(starts, 1);
            }
            to.forEach(shard -> shard.serve(true));
            List<EmbeddedShard> served = from;
            from = to;
            to = served;
            switched = !switched;
            journalId = journalId();
        }
    }

    /**
     * Ends the replication and deletes the sources. Streams on them fail.
     *
     * @throws IllegalStateException if the sources serve: not switched yet, or switched back
     */
    public void complete() {
        synchronized (keyspace) {
            check(switched, from + " serve");
            keyspace.deleteShards(to.stream().map(EmbeddedShard::name).toArray(String[]::new));
        }
    }

    boolean has(EmbeddedShard shard) {
        return from.contains(shard) || to.contains(shard);
    }

    void replicate(EmbeddedShard source, List<LogEntry.Statement> statements) {
        if (from.contains(source)) {
            to.forEach(target -> apply(target, statements));
        }
    }

    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }

    private void copy(EmbeddedShard source) {
        for (TableDefinition table : source.tables()) {
            List<LogEntry.Change> rows =
                    source.snapshot(table.name(), null).rows().stream()
                            .map(row -> new LogEntry.Change(null, row))
                            .toList();
            replicate(source, List.of(LogEntry.Statement.now(table, rows)));
        }
    }

    /** The part of a transaction that belongs to the target, as one transaction there. */
    private static void apply(EmbeddedShard target, List<LogEntry.Statement> statements) {
        List<LogEntry.Statement> parts = new ArrayList<>();
        for (LogEntry.Statement statement : statements) {
            TableDefinition table = statement.table();
            List<LogEntry.Change> changes =
                    statement.changes().stream()
                            .flatMap(change -> within(target.range(), table, change))
                            .toList();
            if (!changes.isEmpty()) {
                parts.add(new LogEntry.Statement(statement.timestamp(), table, changes));
            }
        }
        if (!parts.isEmpty()) {
            target.commit(tx -> parts.forEach(part -> apply(target, tx, part)));
        }
    }

    /** By the names of columns, as Vitess' workflows do. */
    private static void apply(
            EmbeddedShard target, ShardTransaction tx, LogEntry.Statement statement) {
        TableDefinition from = statement.table();
        TableDefinition to = target.rows(from.name()).definition();
        tx.apply(
                from.name(),
                statement.changes().stream()
                        .map(
                                change ->
                                        new LogEntry.Change(
                                                named(from, change.before(), to),
                                                named(from, change.after(), to)))
                        .toList());
    }

    private static RowValues named(TableDefinition from, RowValues row, TableDefinition to) {
        if (row == null || from == to) {
            return row;
        }
        return RowValues.of(
                to.columns().stream()
                        .map(column -> from.indexOf(column.name()))
                        .map(index -> index < 0 ? null : row.get(index))
                        .toArray());
    }

    private static Stream<LogEntry.Change> within(
            ServerKeyRange range, TableDefinition table, LogEntry.Change change) {
        RowValues before = within(range, table, change.before());
        RowValues after = within(range, table, change.after());
        return before == null && after == null
                ? Stream.empty()
                : Stream.of(new LogEntry.Change(before, after));
    }

    private static RowValues within(ServerKeyRange range, TableDefinition table, RowValues row) {
        return row != null && range.contains(Vindex.keyspaceId(table, row)) ? row : null;
    }

    private Journal journal(EmbeddedShard shard, List<ShardGtid> starts) {
        Journal.Builder journal =
                Journal.newBuilder()
                        .setId(journalId)
                        .setMigrationType(MigrationType.SHARDS)
                        .addTables("/.*")
                        .setLocalPosition(shard.position())
                        .addAllShardGtids(starts);
        from.stream()
                .map(EmbeddedShard::name)
                .sorted()
                .map(name -> KeyspaceShard.newBuilder().setKeyspace(keyspace.name()).setShard(name))
                .forEach(journal::addParticipants);
        return journal.build();
    }

    /**
     * As in Vitess, a hash of the new shards and of their workflows' numbers: the same in all
     * participants and another for each switch, but repeated when shards are deleted and created
     * again.
     */
    private long journalId() {
        long hash = keyspace.name().hashCode();
        for (EmbeddedShard shard : to) {
            hash = hash * 1_000_003 + (shard.name() + ":" + shard.startWorkflow()).hashCode();
        }
        return hash & Long.MAX_VALUE;
    }

    private static ShardGtid position(EmbeddedShard shard) {
        return ShardGtid.newBuilder()
                .setKeyspace(shard.keyspace())
                .setShard(shard.name())
                .setGtid(shard.position())
                .build();
    }
}
