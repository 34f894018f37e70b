// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is replayed.
 *
 * @param copy whether rows are copied, or come from the log
 * @param shards how many shards have it
 * @param tables how many tables have rows, in turn
 * @param rowsPerTransaction how many rows are inserted at once; copied ones come as they fit
 * @param columns of each table: those of a table of orders, again and again
 * @param textBytes of one more column; 0 if there is none
 */
record Work(
        boolean copy, int shards, int tables, int rowsPerTransaction, int columns, int textBytes) {

    static final String KEYSPACE = "shop";

    /** The log of two shards with a table of ten columns. */
    static Work ofLog(int rowsPerTransaction) {
        return new Work(false, 2, 1, rowsPerTransaction, 10, 0);
    }

    /** The copy of a table of ten columns in two shards. */
    static Work ofCopy() {
        return new Work(true, 2, 1, 1, 10, 0);
    }

    /** As {@link #toString} wrote it. */
    static Work parse(String text) {
        String[] parts = text.split(",");
        return new Work(
                parts[0].equals("copy"),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                Integer.parseInt(parts[4]),
                Integer.parseInt(parts[5]));
    }

    /** The names of the shards: key ranges of equal size. */
    List<String> shardNames() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            names.add(bound(i) + "-" + bound(i + 1));
        }
        return names;
    }

    private String bound(int shard) {
        return shard == 0 || shard == shards
                ? ""
                : "%04x".formatted((int) (0x10000L * shard / shards));
    }

    List<String> tableNames() {
        return IntStream.range(0, tables).mapToObj(i -> "orders" + i).toList();
    }

    /** How it is named in a table of figures. */
    String title() {
        String of = copy ? "copy" : "log, transactions of %,d".formatted(rowsPerTransaction);
        return of
                + (shards == 2 ? "" : ", %d shards".formatted(shards))
                + (tables == 1 ? "" : ", %,d tables".formatted(tables))
                + (columns == 10 ? "" : ", %d columns".formatted(columns))
                + (textBytes == 0 ? "" : ", a text of %,d bytes".formatted(textBytes));
    }

    @Override
    public String toString() {
        return "%s,%d,%d,%d,%d,%d"
                .formatted(
                        copy ? "copy" : "log",
                        shards,
                        tables,
                        rowsPerTransaction,
                        columns,
                        textBytes);
    }
}
