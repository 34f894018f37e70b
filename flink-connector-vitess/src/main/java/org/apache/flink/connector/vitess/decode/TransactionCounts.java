// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;

/**
 * Gives the changes of a transaction their places. An open transaction is sent again from its start
 * after a restart, so those that came out before are counted as well, and nothing of it is state.
 *
 * <p>A counter for each table stays from one transaction to the next: most have one row.
 */
final class TransactionCounts {

    private static final class TableCount {
        private long transaction;
        private long changes;
    }

    private final Map<String, TableCount> tables = new HashMap<>();
    private long transaction;
    private long changes;

    /** The counter of the table that was counted last, and its name; null before. */
    private TableCount last;

    private String lastTable;

    /** Begins a transaction. */
    void begin() {
        transaction++;
        changes = 0;
    }

    /** How many changes the transaction has so far. */
    long changes() {
        return changes;
    }

    /** A change of the log, which is the next one of the transaction, or a copied row. */
    RowChange place(RowImage before, RowImage after, ChangeSource source) {
        if (source.snapshot()) {
            return new RowChange(before, after, source, 0, 0);
        }
        changes++;
        return new RowChange(before, after, source, changes, next(source.table()));
    }

    private long next(String table) {
        if (!table.equals(lastTable)) {
            last = tables.computeIfAbsent(table, any -> new TableCount());
            lastTable = table;
        }
        if (last.transaction != transaction) {
            last.transaction = transaction;
            last.changes = 0;
        }
        return ++last.changes;
    }

    /** How many changes of each table the transaction has so far. */
    SortedMap<String, Long> byTable() {
        SortedMap<String, Long> counts = new TreeMap<>();
        tables.forEach(
                (table, count) -> {
                    if (count.transaction == transaction) {
                        counts.put(table, count.changes);
                    }
                });
        return counts;
    }
}
