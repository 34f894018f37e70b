// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import io.grpc.CallOptions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.config.Compression;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.RetryPolicy;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.KeyRange;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardHistory;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamRequest;

/**
 * What the source asks of vtgate. With {@code decode} the only place that knows gRPC.
 *
 * <p>Connects at the first question, and at the first stream. Every method but {@link #stream}
 * blocks, up to the connect timeout for each endpoint and attempt, and can be interrupted. May be
 * used by several threads.
 */
@Internal
public final class VitessClient implements AutoCloseable {

    private final ConnectionConfig config;
    private final Channels channels;
    private final Attempts attempts;
    private final Questions questions;

    /**
     * A client that has not connected yet, and asks each question once.
     *
     * @throws VitessException if the files of the TLS options cannot be read
     */
    public VitessClient(ConnectionConfig config) {
        this(config, RetryPolicy.never());
    }

    /**
     * A client that has not connected yet.
     *
     * @param retry how a question is asked again; a stream that ends is not
     * @throws VitessException if the files of the TLS options cannot be read
     */
    public VitessClient(ConnectionConfig config, RetryPolicy retry) {
        this(config, retry, Channels.LEAST_WINDOW);
    }

    private VitessClient(ConnectionConfig config, RetryPolicy retry, int window) {
        this.config = config;
        this.channels = new Channels(config, window);
        this.attempts = new Attempts(retry);
        this.questions =
                new Questions(
                        new Statements(channels, this::deadline, VStreamRequests.callerId(config)),
                        attempts);
    }

    /**
     * A client for the streams of a reader, which asks each question once.
     *
     * @param bufferBytes the reader's memory budget, of which the network has a small part for each
     *     stream, outside of the heap
     * @throws VitessException if the files of the TLS options cannot be read
     */
    public static VitessClient forStreams(ConnectionConfig config, long bufferBytes) {
        long window = Math.max(Channels.LEAST_WINDOW, Math.min(bufferBytes / 64, 8 << 20));
        return new VitessClient(config, RetryPolicy.never(), (int) window);
    }

    /**
     * The serving shards of a keyspace.
     *
     * @throws VitessException if vtgate cannot be asked, or knows no such shard: an empty answer is
     *     never a valid one
     */
    public List<Shard> shards(String keyspace) {
        String prefix = keyspace + "/";
        String action = "list the shards of keyspace '" + keyspace + "'";
        List<Shard> shards =
                questions.askForNames(action, "show vitess_shards").stream()
                        .filter(name -> name.startsWith(prefix))
                        .map(name -> new Shard(keyspace, name.substring(prefix.length())))
                        .sorted()
                        .toList();
        if (shards.isEmpty()) {
            throw new VitessException(
                    String.format(
                            "vtgate %s serves no shard of keyspace '%s', change 'keyspace' or start"
                                    + " the shards' tablets. It knows the keyspaces %s.",
                            config.endpoints(), keyspace, keyspaces()));
        }
        return shards;
    }

    /**
     * The tables of a keyspace, without views and without Vitess' own.
     *
     * @throws VitessException if vtgate cannot be asked
     */
    public List<String> tables(String keyspace) {
        String sql = "show full tables from `" + keyspace.replace("`", "``") + "`";
        String action = "list the tables of keyspace '" + keyspace + "'";
        return questions.ask(
                action,
                vtgate ->
                        vtgate.apply(sql).stream()
                                .filter(row -> row.get(1).equals("BASE TABLE"))
                                .map(row -> row.get(0))
                                .filter(table -> !table.startsWith("_vt_"))
                                .toList());
    }

    /**
     * The keyspaces that vtgate knows.
     *
     * @throws VitessException if vtgate cannot be asked
     */
    public List<String> keyspaces() {
        return questions.askForNames("list the keyspaces", "show vitess_keyspaces");
    }

    /**
     * How tables are declared, as reported by one serving shard of their keyspace.
     *
     * @return those that exist, in any order
     * @throws VitessException if no serving shard can be asked, or a column's type is not known
     */
    public List<TableDescription> describe(
            String keyspace, List<String> tables, TabletType tabletType) {
        return atAnyShard(
                keyspace,
                shard ->
                        TableStatements.parts(tables)
                                .flatMap(part -> describe(shard, part, tabletType).stream())
                                .toList());
    }

    private List<TableDescription> describe(
            Shard shard, List<String> tables, TabletType tabletType) {
        String action = "ask shard " + shard + " how its tables " + tables + " are declared";
        return questions.ask(
                action,
                shard,
                tabletType,
                mySql ->
                        TableStatements.descriptions(
                                shard.keyspace(),
                                mySql.apply(TableStatements.comments(tables)),
                                mySql.apply(TableStatements.columns(tables)),
                                mySql.apply(TableStatements.uniqueKeys(tables))));
    }

    /** What a shard's stream would lack of what is read of tables, or show incorrectly. */
    public List<FoundRisk> risks(
            Shard shard, TabletType tabletType, Collection<String> tables, RowSelection rows) {
        String action = "ask shard " + shard + " for changes that its stream would lack";
        return atShard(
                shard,
                at ->
                        questions.ask(
                                action,
                                at,
                                tabletType,
                                mySql -> TableRisks.find(at, tables, rows, mySql)));
    }

    /** The tables that MoveTables has moved away from a shard, without a way back for changes. */
    public List<FoundRisk> movedTables(Shard shard, Collection<String> tables) {
        String action = "ask shard " + shard + " for tables that were moved away";
        return atShard(
                shard,
                at ->
                        questions.ask(
                                action,
                                at,
                                TabletType.PRIMARY,
                                mySql -> MovedTables.find(at, tables, mySql)));
    }

    /**
     * The current GTID set of each of the given shards.
     *
     * @param shards shards of one keyspace
     * @param tables tables that exist
     * @throws VitessException if vtgate cannot be asked, or some shard does not answer in time
     */
    public Map<Shard, String> currentPositions(
            List<Shard> shards, List<String> tables, TabletType tabletType) {
        return currentPositions(
                shards,
                VStreamRequests.current(shards.get(0).keyspace(), tables, tabletType, config));
    }

    /**
     * The current GTID set of a shard, whether it serves or not.
     *
     * @param tables tables that exist
     * @throws VitessException if vtgate cannot be asked, or the shard does not answer in time
     */
    public String currentPosition(Shard shard, List<String> tables, TabletType tabletType) {
        ShardPosition current = ShardPosition.inLog(VStreamRequests.CURRENT, tables);
        return currentPositions(
                        List.of(shard), VStreamRequests.from(shard, current, tabletType, config))
                .get(shard);
    }

    private Map<Shard, String> currentPositions(List<Shard> shards, VStreamRequest request) {
        return attempts.of(
                () ->
                        new CurrentPositions(shards)
                                .read(channels.nextForQuestion(), deadline(), request));
    }

    /**
     * The current columns of tables, as reported by the shard's own MySQL.
     *
     * @param tables tables of the shard
     * @throws VitessException if the shard cannot be asked, or the tables are altered meanwhile
     */
    public SchemaSnapshot schemas(Shard shard, TabletType tabletType, List<String> tables) {
        String action = "ask shard " + shard + " for the columns of its tables";
        return questions.ask(
                action, shard, tabletType, mySql -> SchemaStatements.ask(shard, tables, mySql));
    }

    /**
     * The same, but of another shard of the keyspace if this one was resharded and still streams.
     *
     * @throws VitessException if no shard can be asked, or the tables are altered meanwhile
     */
    public SchemaSnapshot schemasOfAnyShard(
            Shard shard, TabletType tabletType, List<String> tables) {
        return atShard(shard, at -> schemas(at, tabletType, tables));
    }

    /**
     * What a tablet of a shard has executed, and purged from its binary logs.
     *
     * @throws VitessException if the shard cannot be asked
     */
    public ShardHistory history(Shard shard, TabletType tabletType) {
        String action = "ask shard " + shard + " for its position";
        String sql = "select @@global.gtid_executed, @@global.gtid_purged";
        return questions.ask(
                action,
                shard,
                tabletType,
                mySql -> {
                    List<String> row = mySql.apply(sql).get(0);
                    return new ShardHistory(
                            GtidSet.withFlavor(row.get(0)), GtidSet.withFlavor(row.get(1)));
                });
    }

    /**
     * Opens the stream of a shard from a position. Does not block.
     *
     * @param share what the stream may hold
     * @param onActivity called from the network thread whenever the stream has something new; must
     *     not block
     */
    public VStreamCall stream(
            Shard shard,
            ShardPosition position,
            TabletType tabletType,
            MemoryBudget.Share share,
            Runnable onActivity) {
        return VStreamCall.start(
                "stream shard " + shard + " from position '" + position.gtid() + "'",
                channels.nextForStream(),
                config.compression() == Compression.NONE
                        ? CallOptions.DEFAULT
                        : CallOptions.DEFAULT.withCompression(config.compression().toString()),
                VStreamRequests.from(shard, position, tabletType, config),
                share,
                onActivity);
    }

    /**
     * Compares texts as MySQL does, in the collation of a column. A shard that was resharded still
     * streams, but answers no statements: then another shard of its keyspace is asked.
     *
     * @param values texts in the column's character set; at least one
     * @param pivot what each is compared with
     * @return for each value -1, 0 or 1 as it is less, equal or greater
     * @throws VitessException if no shard can be asked, or it has no such text column
     */
    public List<Integer> compare(
            Shard shard,
            TabletType tabletType,
            String table,
            String column,
            List<byte[]> values,
            byte[] pivot) {
        String order = "the order of column '" + column + "' of table '" + table + "'";
        return atShard(
                shard,
                at ->
                        questions.ask(
                                "ask shard " + at + " for " + order,
                                at,
                                tabletType,
                                mySql -> Collations.compare(table, column, values, pivot, mySql)));
    }

    /**
     * The ids of the collations of a table's text columns, by the columns' names.
     *
     * @throws VitessException if no shard can be asked
     */
    public Map<String, Integer> collations(Shard shard, TabletType tabletType, String table) {
        return atShard(
                shard,
                at ->
                        questions.ask(
                                "ask shard " + at + " for the collations of table '" + table + "'",
                                at,
                                tabletType,
                                mySql ->
                                        Collations.ids(
                                                mySql.apply(Collations.idsOfColumns(table)))));
    }

    /**
     * A shard that was resharded still streams, but only serving ones answer statements: one is
     * asked that has taken over some of its rows.
     */
    private <T> T atShard(Shard shard, Function<Shard, T> question) {
        try {
            return question.apply(shard);
        } catch (VitessException failure) {
            if (!failure.retryable()) {
                throw failure;
            }
            List<Shard> serving = shards(shard.keyspace());
            if (serving.contains(shard)) {
                throw failure;
            }
            KeyRange keys = KeyRange.of(shard.name());
            return question.apply(
                    serving.stream()
                            .filter(other -> KeyRange.of(other.name()).overlaps(keys))
                            .findFirst()
                            .orElseThrow(() -> failure));
        }
    }

    /** Asks the serving shards, one after the other, until one answers. */
    private <T> T atAnyShard(String keyspace, Function<Shard, T> question) {
        VitessException failure = null;
        for (Shard shard : shards(keyspace)) {
            try {
                return question.apply(shard);
            } catch (VitessException e) {
                if (!e.retryable()) {
                    throw e;
                }
                failure = e;
            }
        }
        throw failure;
    }

    /** The exception for a stream that sends nothing, not even heartbeats. */
    public VitessException silent(Shard shard, Duration silence) {
        return new VitessException(
                String.format(
                        "vtgate sent nothing of shard %s for %s, not even a heartbeat: the"
                                + " connection is dead, check the network and vtgate %s",
                        shard, silence, config.endpoints()),
                null,
                true);
    }

    private CallOptions deadline() {
        return CallOptions.DEFAULT.withDeadlineAfter(
                config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends all calls and connections. */
    @Override
    public void close() {
        channels.close();
    }
}
