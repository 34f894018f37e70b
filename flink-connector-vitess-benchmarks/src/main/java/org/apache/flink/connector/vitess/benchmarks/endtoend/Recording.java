// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
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
        int rows = work.rowsPerTransaction();
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
        return new Recording(
                responses.subList(0, work.tables()),
                responses.subList(work.tables(), responses.size()),
                transactions * rows);
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
        while (!hasRows(responses.get(first))) {
            first++;
        }
        return new Recording(
                responses.subList(0, first),
                responses.subList(first, responses.size()),
                COPIED_ROWS);
    }

    static boolean hasRows(byte[] response) {
        return parse(response).getEventsList().stream().anyMatch(VEvent::hasRowEvent);
    }

    static VStreamResponse parse(byte[] response) {
        try {
            return VStreamResponse.parseFrom(response);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
