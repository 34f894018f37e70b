// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.metrics;

import static org.apache.flink.connector.vitess.source.metrics.MetricScope.ENUMERATOR;
import static org.apache.flink.connector.vitess.source.metrics.MetricScope.READER;
import static org.apache.flink.connector.vitess.source.metrics.MetricScope.SHARD;
import static org.apache.flink.connector.vitess.source.metrics.MetricScope.TABLE;
import static org.apache.flink.connector.vitess.source.metrics.SourceMetric.Type.COUNTER;
import static org.apache.flink.connector.vitess.source.metrics.SourceMetric.Type.GAUGE;

import org.apache.flink.annotation.Internal;

/** Everything that the source measures. */
@Internal
public enum SourceMetric {
    NUM_RECORDS_IN(
            READER, COUNTER, "numRecordsIn", "Row changes and copied rows that were emitted."),
    NUM_BYTES_IN(READER, COUNTER, "numBytesIn", "Bytes of vtgate's responses, not compressed."),
    NUM_RECORDS_IN_ERRORS(
            READER,
            COUNTER,
            "numRecordsInErrors",
            "Rows and responses that could not be read. The job fails at the first."),
    CURRENT_FETCH_EVENT_TIME_LAG(
            READER,
            GAUGE,
            "currentFetchEventTimeLag",
            "Milliseconds from the time of the last change that was fetched, which is when its"
                    + " statement began, to its fetch; -1 before the first. Copied rows have no time of change."),
    CURRENT_EMIT_EVENT_TIME_LAG(
            READER,
            GAUGE,
            "currentEmitEventTimeLag",
            "Milliseconds from the time of the last change that was emitted, which is when its"
                    + " statement began, to now, or to when the source became idle; -1 after a"
                    + " copied row."),

    NUM_SNAPSHOT_RECORDS(SHARD, COUNTER, "numSnapshotRecords", "Copied rows that were fetched."),
    NUM_INSERT_RECORDS(SHARD, COUNTER, "numInsertDMLRecords", "Inserts that were fetched."),
    NUM_UPDATE_RECORDS(SHARD, COUNTER, "numUpdateDMLRecords", "Updates that were fetched."),
    NUM_DELETE_RECORDS(SHARD, COUNTER, "numDeleteDMLRecords", "Deletes that were fetched."),
    SHARD_FETCH_EVENT_TIME_LAG(
            SHARD,
            GAUGE,
            "currentFetchEventTimeLag",
            "The same for the shard's last change alone."),
    SECONDS_SINCE_LAST_EVENT(
            SHARD,
            GAUGE,
            "secondsSinceLastEvent",
            "Seconds since the shard's position last moved. Copied rows move it, and each"
                    + " transaction of the shard, including those of tables that are not"
                    + " captured. vtgate's"
                    + " heartbeats do not count, as they also come while a tablet hangs or is"
                    + " throttled."),
    SECONDS_SINCE_LAST_RESPONSE(
            SHARD,
            GAUGE,
            "secondsSinceLastResponse",
            "Seconds since vtgate last sent anything on the shard's stream, including heartbeats"
                    + " (one every 5 seconds)."),
    RECONNECTS(
            SHARD,
            COUNTER,
            "reconnects",
            "How often the stream broke and had to be reopened. A copy's streams, one for each"
                    + " table, do not count."),
    RETRY_ATTEMPT(
            SHARD,
            GAUGE,
            "retryAttempt",
            "Attempts to reopen the stream since the last progress; 0 while it flows. When it"
                    + " is 'connect.max-retries', the next failure fails the job."),
    STANDSTILL_SECONDS(
            SHARD,
            GAUGE,
            "standstillSeconds",
            "Seconds for which the stream has made no progress although the shard has advanced,"
                    + " or does not answer; 0 otherwise. Reported after about a minute."),
    OPEN_TRANSACTION_ROWS(
            SHARD,
            GAUGE,
            "openTransactionRows",
            "Row changes handed over of a transaction whose end has not come; 0 between"
                    + " transactions."),
    TABLES_TO_COPY(
            SHARD, GAUGE, "tablesToCopy", "Tables whose copy is not finished; 0 after the copy."),

    TABLE_SNAPSHOT_RECORDS(
            TABLE, COUNTER, "numSnapshotRecords", "Copied rows of the table that were fetched."),
    COPY_STATE(
            TABLE,
            GAUGE,
            "copyState",
            "0: no row of the table is copied yet; 1: it is being copied; 2: it is copied."),

    UNASSIGNED_SPLITS(
            ENUMERATOR,
            GAUGE,
            "unassignedSplits",
            "The shards of 'waitingTargets', and those that no subtask has yet."),
    COPYING_SPLITS(
            ENUMERATOR, GAUGE, "copyingSplits", "Shards that are read and have tables to copy."),
    STREAMING_SPLITS(
            ENUMERATOR, GAUGE, "streamingSplits", "Shards that are read and have none to copy."),
    WAITING_TARGETS(
            ENUMERATOR,
            GAUGE,
            "waitingTargets",
            "New shards that wait for the end of an old one, or for a checkpoint."),
    RESHARDS(
            ENUMERATOR,
            COUNTER,
            "reshards",
            "Switches of traffic between shards that the job has seen."),
    LAST_RESHARD_FIRST_ROW_MILLIS(
            ENUMERATOR,
            GAUGE,
            "lastReshardFirstRowMillis",
            "Milliseconds from the first journal of a switch to the first row of a new shard, of"
                    + " the one that flowed last; 0 before."),
    VGTID(
            ENUMERATOR,
            GAUGE,
            "vgtid",
            "The VGTID of the last checkpoint, as JSON (a text; reporters for numbers leave it"
                    + " out); empty before the first.");

    /** Flink's kinds of metrics. */
    public enum Type {
        COUNTER,
        GAUGE
    }

    private final MetricScope scope;
    private final Type type;
    private final String key;
    private final String description;

    SourceMetric(MetricScope scope, Type type, String key, String description) {
        this.scope = scope;
        this.type = type;
        this.key = key;
        this.description = description;
    }

    /** Where it belongs. */
    public MetricScope scope() {
        return scope;
    }

    /** What kind of metric it is. */
    public Type type() {
        return type;
    }

    /** The name that Flink reports, unique in its scope. */
    public String key() {
        return key;
    }

    /** What it says, with its unit. */
    public String description() {
        return description;
    }
}
