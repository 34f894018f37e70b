// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.testutils.InMemoryReporter;

/** The metrics of a job as a reporter gets them, under names without hosts, ids and job. */
public final class ReportedMetrics {

    private final InMemoryReporter reporter;
    private final JobID job;

    /**
     * @param reporter that of the MiniCluster
     */
    public ReportedMetrics(InMemoryReporter reporter, JobID job) {
        this.reporter = reporter;
        this.job = job;
    }

    /**
     * All metrics of the job by their identifiers: those of operators from the operator's name on,
     * those of coordinators from the word {@code coordinator} on.
     */
    public Map<String, Metric> metrics() {
        Map<String, Metric> metrics = new TreeMap<>();
        reporter.getMetricsByGroup()
                .forEach((group, registered) -> addAll(metrics, group, registered));
        return metrics;
    }

    private void addAll(
            Map<String, Metric> metrics, MetricGroup group, Map<String, Metric> registered) {
        Map<String, String> variables = group.getAllVariables();
        String operator = variables.get("<operator_name>");
        if (operator != null && job.toString().equals(variables.get("<job_id>"))) {
            registered.forEach(
                    (name, metric) ->
                            metrics.put(
                                    shorten(group.getMetricIdentifier(name), operator), metric));
        }
    }

    private static String shorten(String identifier, String operator) {
        int coordinator = identifier.indexOf(".coordinator.");
        return identifier.substring(
                coordinator < 0 ? identifier.indexOf(operator) : coordinator + 1);
    }

    /** The value of a metric; null if there is none of that identifier. */
    public Object value(String identifier) {
        Metric metric = metrics().get(identifier);
        return metric == null ? null : RegisteredMetrics.valueOf(metric);
    }

    /** Waits until the value of a metric, or null if there is none, fulfils a condition. */
    public void await(String identifier, Predicate<Object> condition) throws Exception {
        try {
            CommonTestUtils.waitUtil(
                    () -> condition.test(value(identifier)), RunningJob.PATIENCE, identifier);
        } catch (Exception e) {
            throw new AssertionError(
                    identifier
                            + " was "
                            + value(identifier)
                            + " to the end; all: "
                            + metrics().keySet(),
                    e);
        }
    }
}
