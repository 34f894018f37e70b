// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A change of one row, as it was written or as it came out.
 *
 * @param shard the shard's name
 * @param server the UUID of the shard's server, which distinguishes it from a later shard of its
 *     name; empty for a copied row
 * @param table the table's name
 * @param transaction the number in the transaction's GTID; 0 for a copied row
 * @param before the row before; null for an insert and a copied row
 * @param after the row after; null for a delete
 */
record Change(String shard, String server, String table, long transaction, Row before, Row after) {

    static final long COPIED = 0;

    boolean copied() {
        return transaction == COPIED;
    }

    /** What distinguishes a row from all others, whatever shard it is in. */
    String keyOf(Row row) {
        return table + "/" + row.key();
    }

    /** What distinguishes a transaction from all others. */
    String gtid() {
        return server + ":" + transaction;
    }

    @Override
    public String toString() {
        return shard
                + (copied() ? " copied " : " #" + transaction + " ")
                + table
                + " "
                + before
                + " -> "
                + after;
    }

    /**
     * A row as text. Its columns are those of the key, the version, then any others.
     *
     * @param key the columns of the key, texts of tables that ignore case in lower case
     * @param version goes up by one with each change of the row
     * @param values the columns of the key, the version and the note, without NULLs at the end: no
     *     statement that alters the table changes them
     * @param columns all other columns as they are named, declared and filled at that time
     */
    record Row(String key, long version, String values, String columns) implements Serializable {

        static Row of(
                List<byte[]> columns, int keyColumns, boolean ignoresCase, List<String> others) {
            List<String> texts = new ArrayList<>();
            columns.forEach(column -> texts.add(column == null ? "NULL" : text(column)));
            while (texts.get(texts.size() - 1).equals("NULL")) {
                texts.remove(texts.size() - 1);
            }
            String key = String.join("|", texts.subList(0, keyColumns));
            return new Row(
                    ignoresCase ? key.toLowerCase(Locale.ROOT) : key,
                    Long.parseLong(texts.get(keyColumns)),
                    String.join("|", texts),
                    String.join(", ", others));
        }

        /** One of the other columns. */
        static String other(String name, String columnType, int collation, byte[] value) {
            return String.format(
                    "%s %s %d=%s", name, columnType, collation, value == null ? null : text(value));
        }

        private static String text(byte[] bytes) {
            StringBuilder text = new StringBuilder();
            for (byte b : bytes) {
                boolean plain = b > ' ' && b < 127 && b != '|' && b != '\\';
                if (plain) {
                    text.append((char) b);
                } else {
                    text.append('\\').append(HexFormat.of().toHexDigits(b));
                }
            }
            return text.toString();
        }

        @Override
        public String toString() {
            return "[" + values + (columns.isEmpty() ? "" : " " + columns) + "]";
        }
    }
}
