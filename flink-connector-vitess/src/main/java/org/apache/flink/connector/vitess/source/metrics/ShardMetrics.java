// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.metrics;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.position.OpenTransaction;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.position.TableCopy.NotStarted;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;

/**
 * What is measured of one shard while a reader reads it. Written by the fetcher thread alone;
 * reporters read it from others.
 */
@Internal
public final class ShardMetrics implements AutoCloseable {

    private final ReaderMetrics reader;
    private final MetricGroup group;
    private final LongSupplier nanoTime;
    private final RowCounters rows;
    private final Counter reconnects;
    private volatile ShardPosition position;
    private volatile long lastEvent;
    private volatile long lastResponse;
    private volatile long fetchLag = ReaderMetrics.NO_LAG;
    private volatile int retryAttempt;
    private volatile boolean stands;
    private volatile long standsSince;

    ShardMetrics(
            ReaderMetrics reader, MetricGroup group, ShardPosition start, LongSupplier nanoTime) {
        this.reader = reader;
        this.group = group;
        this.nanoTime = nanoTime;
        this.position = start;
        this.lastEvent = nanoTime.getAsLong();
        this.lastResponse = lastEvent;
        this.rows = new RowCounters(group);
        this.reconnects = group.counter(SourceMetric.RECONNECTS.key());
        gauge(SourceMetric.SHARD_FETCH_EVENT_TIME_LAG, () -> fetchLag);
        gauge(SourceMetric.SECONDS_SINCE_LAST_EVENT, () -> secondsSince(lastEvent));
        gauge(SourceMetric.SECONDS_SINCE_LAST_RESPONSE, () -> secondsSince(lastResponse));
        gauge(SourceMetric.RETRY_ATTEMPT, () -> retryAttempt);
        gauge(
                SourceMetric.OPEN_TRANSACTION_ROWS,
                () -> position.open().map(OpenTransaction::rows).orElse(0L));
        gauge(
                SourceMetric.TABLES_TO_COPY,
                () -> position.tables().names().size() - position.finishedTables().size());
        gauge(SourceMetric.STANDSTILL_SECONDS, () -> stands ? secondsSince(standsSince) : 0L);
        start.tables().asMap().forEach(this::addTable);
    }

    /** The shard begins to be read, maybe with tables that were not known before. */
    public void begin(ShardPosition start) {
        start.tables()
                .asMap()
                .forEach(
                        (table, copy) -> {
                            if (!position.tables().contains(table)) {
                                addTable(table, copy);
                            }
                        });
        position = start;
    }

    /** The stream has made no progress since then, although its shard has advanced. */
    public void standsSince(long nanos) {
        standsSince = nanos;
        stands = true;
    }

    /** The stream makes progress again. */
    public void progressed() {
        stands = false;
    }

    private <T> void gauge(SourceMetric metric, Supplier<T> value) {
        group.gauge(metric.key(), value::get);
    }

    private long secondsSince(long then) {
        return TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - then);
    }

    /** Tables that are already copied would only add clutter: they have no progress to show. */
    private void addTable(String table, TableCopy copy) {
        if (copy instanceof Finished) {
            return;
        }
        MetricGroup tableGroup = group.addGroup(MetricScope.TABLE_GROUP, table);
        rows.addTable(table, tableGroup.counter(SourceMetric.TABLE_SNAPSHOT_RECORDS.key()));
        tableGroup.<Integer, Gauge<Integer>>gauge(
                SourceMetric.COPY_STATE.key(), () -> copyState(position.tables().get(table)));
    }

    private static int copyState(TableCopy copy) {
        if (copy instanceof NotStarted) {
            return 0;
        }
        return copy instanceof InProgress ? 1 : 2;
    }

    /** A response has arrived. */
    public void received(int bytes) {
        lastResponse = nanoTime.getAsLong();
        reader.received(bytes);
    }

    /** A batch was read. */
    public void read(ChangeBatch batch) {
        lastEvent = nanoTime.getAsLong();
        position = batch.after();
        retryAttempt = 0;
        List<RowChange> changes = batch.changes();
        if (changes.isEmpty()) {
            return;
        }
        rows.count(changes);
        changes.get(changes.size() - 1)
                .source()
                .changed()
                .ifPresent(committed -> fetchLag = reader.fetched(committed.toEpochMilli()));
    }

    /**
     * The stream broke, and is to be reopened.
     *
     * @param attempt the attempts since the last progress, with that one
     */
    public void retried(int attempt) {
        reconnects.inc();
        retryAttempt = attempt;
    }

    /** The stream has lived for so long that its next failure is a first one again. */
    public void healthy() {
        retryAttempt = 0;
    }

    /** A response cannot be read. */
    public void unreadable() {
        reader.unreadable();
    }

    /** The shard is no longer read: it may be read again later, here or elsewhere. */
    @Override
    public void close() {
        // Flink has no public way to take a group back while its task runs.
        if (group instanceof AbstractMetricGroup<?> registered) {
            registered.close();
        }
    }
}
