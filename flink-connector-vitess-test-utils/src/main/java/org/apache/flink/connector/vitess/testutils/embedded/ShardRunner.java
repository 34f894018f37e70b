// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;
import java.util.concurrent.TimeUnit;

/**
 * The thread of one shard in one call. When its tablet fails it streams from the next one, from
 * where the client is by then; the client does not learn of that.
 */
final class ShardRunner {
    private final EmbeddedVitess vitess;
    private final VtgateStream call;
    private final StreamOptions options;
    private final ShardCursor cursor;
    private final Thread thread;
    private volatile TransactionGrouping tablet;

    ShardRunner(
            EmbeddedVitess vitess, VtgateStream call, StreamOptions options, ShardCursor cursor) {
        this.vitess = vitess;
        this.call = call;
        this.options = options;
        this.cursor = cursor;
        this.thread =
                new Thread(
                        this::run, "embedded-vstream-" + cursor.keyspace() + "-" + cursor.shard());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void interrupt() {
        thread.interrupt();
    }

    void join() throws InterruptedException {
        thread.join();
    }

    /** Fails the tablet that is streamed from, if any. */
    void failTablet() {
        TransactionGrouping failing = tablet;
        if (failing != null) {
            failing.failTablet();
            vitess.keyspace(cursor.keyspace()).wake();
        }
    }

    private void run() {
        try {
            try {
                streamFromTablets();
            } catch (StreamFailure failure) {
                afterRetries(failure);
            }
        } catch (InterruptedException e) {
            // The call has ended.
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            call.fail(Status.INTERNAL.withDescription("EmbeddedVitess itself failed: " + e));
            throw e;
        }
    }

    private void streamFromTablets() throws InterruptedException {
        TransactionGrouping sink;
        do {
            EmbeddedKeyspace keyspace = vitess.findKeyspace(cursor.keyspace());
            EmbeddedShard shard = keyspace == null ? null : keyspace.findShard(cursor.shard());
            if (shard == null) {
                throw Errors.shardNotFound(cursor.keyspace(), cursor.shard());
            }
            sink = new TransactionGrouping(call, shard, cursor, options);
            tablet = sink;
            new TabletStream(shard, options, sink).run(call.position(cursor));
        } while (sink.endedByTablet());
    }

    private void afterRetries(StreamFailure failure) throws InterruptedException {
        StreamFailure last = failure;
        if (failure.origin() == StreamFailure.Origin.TABLET_TO_AVOID) {
            TimeUnit.MILLISECONDS.sleep(options.tabletPickerTimeout().toMillis());
            last = Errors.noTablet(options.tabletType(), cursor.keyspace(), cursor.shard());
        }
        call.fail(Errors.ofShard(last, options.tabletType(), call.position(cursor)));
    }
}
