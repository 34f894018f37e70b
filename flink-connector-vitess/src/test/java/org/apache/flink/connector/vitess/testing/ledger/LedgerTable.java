// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.util.List;

/**
 * The two shapes of the ledger's tables.
 *
 * <p>{@code account(id bigint, balance bigint, version bigint)}, sharded by Vitess' vindex {@code
 * hash}: transfers keep the sum of a {@link KeyGroup}'s balances. All others: {@code (name varchar,
 * version bigint, note varchar)}, sharded by {@code binary_md5}. The first column is the primary
 * key, and makes the keyspace id.
 */
public final class LedgerTable {

    /** The table of accounts. */
    public static final String ACCOUNT = "account";

    /** The note of an item in a transaction that is rolled back, so that must not come out. */
    public static final String ROLLED_BACK = "rolled back";

    private LedgerTable() {}

    /** The columns, the primary key first. */
    public static List<String> columns(String table) {
        return isAccount(table)
                ? List.of("id", "balance", "version")
                : List.of("name", "version", "note");
    }

    /** Whether the table has balances. */
    public static boolean isAccount(String table) {
        return table.equals(ACCOUNT);
    }

    /** The index of the column with the version. */
    public static int versionColumn(String table) {
        return columns(table).indexOf("version");
    }

    /** The version of a row. */
    public static long version(String table, List<String> row) {
        return Long.parseLong(row.get(versionColumn(table)));
    }
}
