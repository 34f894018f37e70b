// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.runtime.metrics.groups.GenericMetricGroup;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;
import org.apache.flink.runtime.metrics.util.TestingMetricRegistry;

/** Flink's metric groups without a job, and what is registered in them now. Thread-safe. */
public final class RegisteredMetrics {

    private final Map<String, Metric> metrics = new TreeMap<>();
    private final SourceReaderMetricGroup reader =
            InternalSourceReaderMetricGroup.mock(
                    new GenericMetricGroup(
                            TestingMetricRegistry.builder()
                                    .setNumberReporters(1)
                                    .setRegisterConsumer(
                                            (metric, name, group) ->
                                                    add(group.getMetricIdentifier(name), metric))
                                    .setUnregisterConsumer(
                                            (metric, name, group) ->
                                                    remove(group.getMetricIdentifier(name)))
                                    .build(),
                            null,
                            "reader"));

    /** The group of a reader. Its input and output counters are nowhere registered. */
    public SourceReaderMetricGroup reader() {
        return reader;
    }

    private synchronized void add(String identifier, Metric metric) {
        metrics.put(identifier, metric);
    }

    private synchronized void remove(String identifier) {
        metrics.remove(identifier);
    }

    /** The values of all metrics whose identifiers begin so, by the rest of the identifiers. */
    public synchronized Map<String, Object> values(String prefix) {
        Map<String, Object> values = new TreeMap<>();
        metrics.forEach(
                (identifier, metric) -> {
                    if (identifier.startsWith(prefix)) {
                        values.put(identifier.substring(prefix.length()), valueOf(metric));
                    }
                });
        return values;
    }

    /** The value of a gauge or the count of a counter. */
    public static Object valueOf(Metric metric) {
        if (metric instanceof Counter counter) {
            return counter.getCount();
        }
        return metric instanceof Gauge<?> gauge ? gauge.getValue() : metric;
    }
}
