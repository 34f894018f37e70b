// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.KeyspaceShard;
import org.apache.flink.connector.vitess.proto.binlogdata.MigrationType;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;

/**
 * A resharding under way, as Vitess' Reshard workflow: it replicates from the side that serves to
 * the side that does not, until one of its shards is deleted.
 */
public final class Reshard {
    private final EmbeddedKeyspace keyspace;
    private final int number;
    private List<EmbeddedShard> from;
    private List<EmbeddedShard> to;
    private int switches;

    Reshard(
            EmbeddedKeyspace keyspace,
            List<EmbeddedShard> sources,
            List<EmbeddedShard> targets,
            int number) {
        this.keyspace = keyspace;
        this.from = sources;
        this.to = targets;
        this.number = number;
        sources.forEach(this::copy);
    }

    /**
     * Moves reads and writes to the side that did not serve: writes the journal into every shard of
     * the other side and turns the replication round. Called again, it moves them back.
     */
    public void switchTraffic() {
        synchronized (keyspace) {
            from.forEach(shard -> shard.serve(false));
            List<ShardGtid> starts = to.stream().map(Reshard::position).toList();
            switches++;
            for (EmbeddedShard shard : from) {
                shard.append(new LogEntry.Resharding(journal(shard, starts)));
            }
            to.forEach(shard -> shard.serve(true));
            List<EmbeddedShard> served = from;
            from = to;
            to = served;
        }
    }

    /** Ends the replication and deletes the shards that do not serve. Streams on them fail. */
    public void complete() {
        synchronized (keyspace) {
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

    private void copy(EmbeddedShard source) {
        for (TableDefinition table : source.tables()) {
            List<LogEntry.Change> rows =
                    source.snapshot(table.name(), null).rows().stream()
                            .map(row -> new LogEntry.Change(null, row))
                            .toList();
            replicate(source, List.of(new LogEntry.Statement(table, rows)));
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
                parts.add(new LogEntry.Statement(table, changes));
            }
        }
        if (!parts.isEmpty()) {
            target.commit(tx -> parts.forEach(p -> tx.apply(p.table().name(), p.changes())));
        }
    }

    private static Stream<LogEntry.Change> within(
            KeyRange range, TableDefinition table, LogEntry.Change change) {
        RowValues before = within(range, table, change.before());
        RowValues after = within(range, table, change.after());
        return before == null && after == null
                ? Stream.empty()
                : Stream.of(new LogEntry.Change(before, after));
    }

    private static RowValues within(KeyRange range, TableDefinition table, RowValues row) {
        return row != null && range.contains(Vindex.keyspaceId(table, row)) ? row : null;
    }

    private Journal journal(EmbeddedShard shard, List<ShardGtid> starts) {
        Journal.Builder journal =
                Journal.newBuilder()
                        .setId(id())
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

    /** The same in all participants, another for each switch. */
    private long id() {
        long shards = (from.toString() + to).hashCode();
        return (shards << 24 | number << 12 | switches) & Long.MAX_VALUE;
    }

    private static ShardGtid position(EmbeddedShard shard) {
        return ShardGtid.newBuilder()
                .setKeyspace(shard.keyspace())
                .setShard(shard.name())
                .setGtid(shard.position())
                .build();
    }
}
