// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;

/**
 * The only subtask of a job without coordinator.
 *
 * @param sent what its reader sent to the coordinator, in order
 */
record IdleReaderContext(Configuration configuration, List<SourceEvent> sent)
        implements SourceReaderContext {

    IdleReaderContext(Configuration configuration) {
        this(configuration, new ArrayList<>());
    }

    @Override
    public SourceReaderMetricGroup metricGroup() {
        return UnregisteredMetricsGroup.createSourceReaderMetricGroup();
    }

    @Override
    public Configuration getConfiguration() {
        return configuration;
    }

    @Override
    public String getLocalHostName() {
        return "localhost";
    }

    @Override
    public int getIndexOfSubtask() {
        return 0;
    }

    @Override
    public int currentParallelism() {
        return 1;
    }

    @Override
    public void sendSplitRequest() {}

    @Override
    public void sendSourceEventToCoordinator(SourceEvent event) {
        sent.add(event);
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
        return SimpleUserCodeClassLoader.create(IdleReaderContext.class.getClassLoader());
    }
}
