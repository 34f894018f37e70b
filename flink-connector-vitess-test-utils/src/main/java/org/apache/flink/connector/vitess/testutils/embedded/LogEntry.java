// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.List;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;

/**
 * One GTID in a shard's binlog.
 *
 * @param number the last part of the GTID, from 1 on without gaps
 * @param timestamp seconds since 1970 of the commit
 * @param content what it did
 */
record LogEntry(long number, long timestamp, Content content) {

    /** What a GTID can hold. */
    sealed interface Content {}

    /** A transaction; without rows it is an empty one. */
    record Rows(List<Statement> statements) implements Content {}

    /** A schema change of one table, or of some that are renamed. */
    record Ddl(List<String> tables, String sql) implements Content {}

    /** A statement that VStream only reports as OTHER. */
    record Other() implements Content {}

    /** The row in the resharding journal. */
    record Resharding(Journal journal) implements Content {}

    /**
     * The rows that one statement changed.
     *
     * @param timestamp seconds since 1970 of the statement's begin
     * @param table the table as it was then
     * @param changes the rows
     */
    record Statement(long timestamp, TableDefinition table, List<Change> changes) {

        static Statement now(TableDefinition table, List<Change> changes) {
            return new Statement(System.currentTimeMillis() / 1000, table, changes);
        }
    }

    /** The same for an event of another time: each has its statement's. */
    LogEntry at(long newTimestamp) {
        return new LogEntry(number, newTimestamp, content);
    }

    /** A changed row: no before image is an insert, no after image a delete. */
    record Change(RowValues before, RowValues after) {
        int bytes() {
            return (before == null ? 0 : before.bytes()) + (after == null ? 0 : after.bytes());
        }
    }
}
