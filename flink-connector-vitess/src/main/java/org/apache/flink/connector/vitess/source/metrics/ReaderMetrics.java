// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.metrics;

import java.util.function.LongSupplier;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;

/**
 * What one reader measures. Made by the task thread, then written by the fetcher thread alone;
 * reporters read it from others.
 */
@Internal
public final class ReaderMetrics {

    /** Flink's value for an unknown lag. */
    static final long NO_LAG = -1;

    private final MetricGroup source;
    private final Counter bytesIn;
    private final Counter errors;
    private final LongSupplier nanoTime;
    private final LongSupplier epochMillis;
    private volatile long fetchLag = NO_LAG;

    /**
     * Registers what does not belong to a shard.
     *
     * @param nanoTime a clock for durations
     * @param epochMillis the time of day, to compare with that of commits
     */
    public ReaderMetrics(
            SourceReaderMetricGroup group, LongSupplier nanoTime, LongSupplier epochMillis) {
        this.source = group.addGroup(MetricScope.SOURCE_GROUP);
        this.bytesIn = group.getIOMetricGroup().getNumBytesInCounter();
        this.errors = group.getNumRecordsInErrorsCounter();
        this.nanoTime = nanoTime;
        this.epochMillis = epochMillis;
        group.gauge(SourceMetric.CURRENT_FETCH_EVENT_TIME_LAG.key(), () -> fetchLag);
    }

    /**
     * Registers what belongs to a shard.
     *
     * @param start where it begins to be read
     */
    public ShardMetrics shard(Shard shard, ShardPosition start) {
        MetricGroup group =
                source.addGroup(MetricScope.KEYSPACE_GROUP, shard.keyspace())
                        .addGroup(MetricScope.SHARD_GROUP, shard.name());
        return new ShardMetrics(this, group, start, nanoTime);
    }

    /** A row or a response cannot be read. */
    public void unreadable() {
        errors.inc();
    }

    void received(int bytes) {
        bytesIn.inc(bytes);
    }

    /** A change that was committed then has been fetched. Returns its lag in milliseconds. */
    long fetched(long committedMillis) {
        fetchLag = epochMillis.getAsLong() - committedMillis;
        return fetchLag;
    }
}
