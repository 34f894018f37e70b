// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.util.List;

/**
 * One change as it goes through a {@link LedgerJob}.
 *
 * @param shard the shard's name
 * @param table the table's name
 * @param before the columns' values before; null if there was no row
 * @param after the columns' values after; null if the row is gone
 * @param gtid the transaction; empty for a copied row
 * @param snapshot whether the row was copied
 */
public record LedgerChange(
        String shard,
        String table,
        String[] before,
        String[] after,
        String gtid,
        boolean snapshot) {

    /** What names a row beyond its table. */
    static String rowKey(String table, String key) {
        return table + " " + key;
    }

    /** The table and the primary key, that of the row before if it changes. */
    public String rowKey() {
        return rowKey(table, (before == null ? after : before)[0]);
    }

    /** Whether the primary key changes. */
    boolean moves() {
        return before != null && after != null && !before[0].equals(after[0]);
    }

    LedgerChange withoutAfter() {
        return new LedgerChange(shard, table, before, null, gtid, snapshot);
    }

    LedgerChange withoutBefore() {
        return new LedgerChange(shard, table, null, after, gtid, snapshot);
    }

    /** The version of the row after, or before if there is none after. */
    public long version() {
        return LedgerTable.version(table, List.of(after == null ? before : after));
    }

    /** The row before as text; null if there was none. */
    String beforeText() {
        return before == null ? null : List.of(before).toString();
    }

    /** The row after as text; null if there is none. */
    String afterText() {
        return after == null ? null : List.of(after).toString();
    }

    @Override
    public String toString() {
        return "%s in %s: %s -> %s, transaction '%s'%s"
                .formatted(
                        rowKey(),
                        shard,
                        beforeText(),
                        afterText(),
                        gtid,
                        snapshot ? ", copied" : "");
    }
}
