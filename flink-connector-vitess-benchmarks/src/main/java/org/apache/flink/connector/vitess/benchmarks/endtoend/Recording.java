// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedShard;

/**
 * The responses of one shard's stream, as the embedded vtgate sent them.
 *
 * @param start those that come once, with the columns
 * @param loop those that are sent again and again
 * @param rows how many rows are in the loop
 */
record Recording(List<byte[]> start, List<byte[]> loop, int rows) {

    /** Enough that no cache holds all of them. */
    private static final int TRANSACTIONS = 2_000;

    /** Of all shards together: the embedded Vitess keeps them, too. */
    private static final int MOST_VALUES = 1_000_000;

    /** Of all shards together. */
    private static final int MOST_TEXT_BYTES = 100 << 20;

    private static final int COPIED_ROWS = 20_000;

    /** Larger transactions are made of one of so many rows. */
    private static final int MOST_ROWS_OF_TRANSACTION = 50_000;

    static Recording of(Work work, EmbeddedShard shard, Streams streams) {
        return work.copy() ? ofCopy(work, shard, streams) : ofLog(work, shard, streams);
    }

    private static Recording ofLog(Work work, EmbeddedShard shard, Streams streams) {
        Random random = new Random(1);
        String before = shard.position();
        long id = 0;
        // The first transactions bring the columns of their tables along.
        for (String table : work.tableNames()) {
            id = insert(shard, table, 1, id, work, random);
        }
        int rows = Math.min(MOST_ROWS_OF_TRANSACTION, work.rowsPerTransaction());
        int mostRows =
                Math.min(MOST_VALUES / work.columns(), MOST_TEXT_BYTES / (1 + work.textBytes()))
                        / work.shards();
        int transactions = Math.max(1, Math.min(TRANSACTIONS, mostRows / rows));
        for (int i = 0; i < transactions; i++) {
            String table = work.tableNames().get(i % work.tables());
            id = insert(shard, table, rows, id, work, random);
        }
        List<byte[]> responses =
                streams.read(
                        new Shard(shard.keyspace(), shard.name()),
                        ShardPosition.inLog(before, work.tableNames()),
                        shard.position());
        List<byte[]> recorded = responses.subList(work.tables(), responses.size());
        List<byte[]> loop =
                rows == work.rowsPerTransaction()
                        ? recorded
                        : ofTransaction(recorded, work.rowsPerTransaction() / rows);
        return new Recording(
                responses.subList(0, work.tables()),
                loop,
                loop.stream().mapToInt(Recording::rows).sum());
    }

    /** Repeats those responses of a transaction that neither begin nor end it. */
    private static List<byte[]> ofTransaction(List<byte[]> responses, int times) {
        int last = responses.size() - 1;
        List<byte[]> repeated = new ArrayList<>(responses.subList(0, last));
        for (int i = 1; i < times; i++) {
            repeated.addAll(responses.subList(1, last));
        }
        repeated.add(responses.get(last));
        return repeated;
    }

    private static long insert(
            EmbeddedShard shard, String table, int rows, long first, Work work, Random random) {
        List<Object[]> values = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            values.add(ReplayedTables.row(first + i, work, random));
        }
        shard.transaction(transaction -> transaction.insertAll(table, values));
        return first + rows;
    }

    private static Recording ofCopy(Work work, EmbeddedShard shard, Streams streams) {
        Random random = new Random(1);
        insert(shard, work.tableNames().get(0), COPIED_ROWS, 0, work, random);
        List<byte[]> responses =
                streams.read(
                        new Shard(shard.keyspace(), shard.name()),
                        ShardPosition.beforeCopy(work.tableNames()),
                        null);
        int first = 0;
        while (rows(responses.get(first)) == 0) {
            first++;
        }
        return new Recording(
                responses.subList(0, first),
                responses.subList(first, responses.size()),
                COPIED_ROWS);
    }

    private static int rows(byte[] response) {
        return parse(response).getEventsList().stream()
                .mapToInt(event -> event.getRowEvent().getRowChangesCount())
                .sum();
    }

    static VStreamResponse parse(byte[] response) {
        try {
            return VStreamResponse.parseFrom(response);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
