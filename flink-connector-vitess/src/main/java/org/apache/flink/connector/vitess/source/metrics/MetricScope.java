// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.metrics;

import org.apache.flink.annotation.Internal;

/** Where a metric belongs. */
@Internal
public enum MetricScope {
    /** Each subtask of the source has one. */
    READER("operator"),

    /** Each shard has one, in the subtask that reads it, for as long as it is read there. */
    SHARD(
            READER.path()
                    + "."
                    + MetricScope.SOURCE_GROUP
                    + "."
                    + MetricScope.KEYSPACE_GROUP
                    + ".<keyspace>."
                    + MetricScope.SHARD_GROUP
                    + ".<shard>"),

    /** Each table has one for each shard where it was still to be copied when the task started. */
    TABLE(SHARD.path() + "." + MetricScope.TABLE_GROUP + ".<table>"),

    /** The source has one, in the JobManager. */
    ENUMERATOR("coordinator.enumerator");

    static final String SOURCE_GROUP = "VitessSource";
    static final String KEYSPACE_GROUP = "keyspace";
    static final String SHARD_GROUP = "shard";
    static final String TABLE_GROUP = "table";

    private final String path;

    MetricScope(String path) {
        this.path = path;
    }

    /** The groups from the operator's on, with variables in angle brackets. */
    public String path() {
        return path;
    }
}
