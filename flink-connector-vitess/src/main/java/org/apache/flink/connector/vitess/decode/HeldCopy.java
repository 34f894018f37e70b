// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.function.LongPredicate;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;

/**
 * Whether the rows of the table in copy are held until its copy ends, so that an interrupted one
 * can start over: the server would not resume it correctly. A table that is too large for that is
 * handed over in batches.
 */
final class HeldCopy {

    private final LongPredicate mayHold;
    private boolean begun;

    /**
     * Nothing is held yet.
     *
     * @param mayHold whether so many bytes may be held
     */
    HeldCopy(LongPredicate mayHold) {
        this.mayHold = mayHold;
    }

    /**
     * Holds the table from here on.
     *
     * @param reason why its copy cannot be resumed
     * @throws IllegalStateException if it is resumed nevertheless
     */
    void begin(ShardPosition position, String table, String reason) {
        if (position.tables().get(table) instanceof InProgress) {
            throw new IllegalStateException(
                    String.format(
                            "the copy of table '%s' was interrupted and cannot continue where it"
                                    + " was, as %s, and the table is too large to be held on the"
                                    + " heap:"
                                    + " restart without state, or give the table another"
                                    + " primary key",
                            table, reason));
        }
        if (begun) {
            throw new IllegalStateException(
                    String.format(
                            "vtgate resumed the copy of table '%s' by itself, which loses or"
                                    + " repeats rows, as %s: restart from the last checkpoint,"
                                    + " and the copy of this table starts over",
                            table, reason));
        }
        begun = true;
    }

    /** Whether the table is held and its copy has not ended. */
    boolean isUnderWay(int tablesToCopy) {
        return begun && tablesToCopy > 0;
    }

    /** Whether so many bytes of the table may still be held. */
    boolean allows(long bytes) {
        return mayHold.test(bytes);
    }
}
