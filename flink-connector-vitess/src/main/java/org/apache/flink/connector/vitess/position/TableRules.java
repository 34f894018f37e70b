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

    /** The filter of a table's rule. An empty one fails in the log, so it is always spelled out. */
    public static String filter(String table) {
        return "select * from `" + table.replace("`", "``") + "`";
    }

    /**
     * Tells sets of rules apart. Stored in checkpoints, so it may not change: the first 8 bytes of
     * the SHA-256 of the filters, sorted by table and ended by line feeds, in hex.
     */
    public static String fingerprint(Collection<String> tables) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String table : new TreeSet<>(tables)) {
                digest.update((filter(table) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
