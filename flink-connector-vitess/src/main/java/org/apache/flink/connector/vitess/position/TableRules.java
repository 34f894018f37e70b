// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.TreeSet;
import org.apache.flink.annotation.Internal;

/** The rules by which vtgate selects rows: they decide which rows a transaction has. */
@Internal
public final class TableRules {

    private static final int FINGERPRINT_BYTES = 8;

    private TableRules() {}

    /**
     * The filter of a table's rule. An empty one fails in the log, so it is always spelled out.
     *
     * @param where the condition of the rows; empty for all rows
     */
    public static String filter(String table, String where) {
        String all = "select * from " + quoted(table);
        return where.isEmpty() ? all : all + " where " + where;
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /**
     * Distinguishes sets of rules that select different rows. Stored in checkpoints, so it may not
     * change: the first 8 bytes of the SHA-256 of the filters, sorted by table and ended by line
     * feeds, in hex.
     *
     * @param where the condition of the rows; empty for all rows
     */
    public static String fingerprint(Collection<String> tables, String where) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String table : new TreeSet<>(tables)) {
                digest.update((filter(table, where) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
