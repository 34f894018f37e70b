// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.vitess.client.VStreamCall;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.decode.VStreamDecoder;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All changes of one shard, as one sequence of batches out of several VStreams: one for the copy of
 * each table, then one for the log. Used by the fetcher thread.
 */
final class ShardStream implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ShardStream.class);

    /** Bounds what one poll may hold on the heap while the network is faster than the decoder. */
    private static final int RESPONSES_PER_POLL = 16;

    private final VitessClient client;
    private final TabletType tabletType;
    private final Shard shard;
    private final Runnable onActivity;
    private ShardPosition position;
    private Optional<String> copying;
    private VStreamDecoder decoder;
    private VStreamCall call;

    ShardStream(
            VitessClient client,
            TabletType tabletType,
            Shard shard,
            ShardPosition start,
            Runnable onActivity) {
        this.client = client;
        this.tabletType = tabletType;
        this.shard = shard;
        this.onActivity = onActivity;
        this.position = start;
        open();
    }

    /** The batches that have arrived since the last call; empty if there are none. */
    List<ChangeBatch> poll() {
        List<ChangeBatch> arrived = new ArrayList<>();
        for (int i = 0; i < RESPONSES_PER_POLL; i++) {
            byte[] response = call.poll();
            if (response == null) {
                return arrived;
            }
            take(decoder.decode(response), arrived);
        }
        onActivity.run();
        return arrived;
    }

    /** Takes batches up to the end of the table in copy; behind it the next stream goes on. */
    private void take(List<ChangeBatch> batches, List<ChangeBatch> arrived) {
        for (ChangeBatch batch : batches) {
            arrived.add(batch);
            position = batch.after();
            if (!position.tableToCopy().equals(copying)) {
                call.cancel();
                open();
                return;
            }
        }
    }

    private void open() {
        copying = position.tableToCopy();
        LOG.info(
                "Shard {}: {} from position '{}'",
                shard,
                copying.map(table -> "copying table " + table).orElse("streaming all tables"),
                position.gtid());
        decoder = new VStreamDecoder(shard, position);
        call = client.stream(shard, position, tabletType, onActivity);
    }

    @Override
    public void close() {
        call.cancel();
    }
}
