// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.metrics;

import org.apache.flink.annotation.Internal;

/** Where a metric belongs. */
@Internal
public enum MetricScope {
    READER("operator", "Each subtask of the source has one, in the TaskManager."),
    SHARD(
            READER.path + ".VitessSource.keyspace.<keyspace>.shard.<shard>",
            "Each shard has one in the subtask that reads it, for as long as it is read there."),
    TABLE(
            SHARD.path + ".table.<table>",
            "Each table that was still to be copied when the subtask began to read the shard."),
    ENUMERATOR("coordinator.enumerator", "The source has one, in the JobManager.");

    static final String SOURCE_GROUP = "VitessSource";
    static final String KEYSPACE_GROUP = "keyspace";
    static final String SHARD_GROUP = "shard";
    static final String TABLE_GROUP = "table";

    private final String path;
    private final String description;

    MetricScope(String path, String description) {
        this.path = path;
        this.description = description;
    }

    /** The groups below the operator's or the job's own, with variables in angle brackets. */
    public String path() {
        return path;
    }

    /** How many there are of its metrics, and where. */
    public String description() {
        return description;
    }
}
