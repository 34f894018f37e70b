// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.source.metrics.SourceMetric;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the reshards that this job has seen, and measures how long each target took to flow. */
final class ReshardTimes {

    private static final Logger LOG = LoggerFactory.getLogger(ReshardTimes.class);

    private final LongSupplier nanoTime;
    private final Counter reshards;
    private final Map<ReshardJournal, Long> firstReports = new HashMap<>();

    /** When the journal was first reported, by the id of the split of a target without rows yet. */
    private final Map<String, Long> silent = new HashMap<>();

    private long lastMillis;

    ReshardTimes(MetricGroup metrics, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.reshards = metrics.counter(SourceMetric.RESHARDS.key());
        metrics.gauge(SourceMetric.LAST_RESHARD_FIRST_ROW_MILLIS.key(), () -> lastMillis);
    }

    /** A participant has ended. */
    void reached(ReshardJournal journal) {
        if (firstReports.putIfAbsent(journal, nanoTime.getAsLong()) == null) {
            reshards.inc();
            LOG.info("Keyspace {}: resharded by {}", journal.keyspace(), journal);
        }
    }

    /** A target was given to a reader. */
    void started(ReshardJournal journal, Shard target) {
        Long reported = firstReports.get(journal);
        if (reported != null) {
            silent.put(target.toString(), reported);
        }
    }

    /** A split's first row was emitted. */
    void firstRow(String splitId) {
        Long reported = silent.remove(splitId);
        if (reported != null) {
            lastMillis = Duration.ofNanos(nanoTime.getAsLong() - reported).toMillis();
            LOG.info("Shard {}: first row {} ms after the journal was read", splitId, lastMillis);
        }
    }

    /** The other reshards are finished. */
    void retain(Set<ReshardJournal> journals) {
        firstReports.keySet().retainAll(journals);
    }
}
