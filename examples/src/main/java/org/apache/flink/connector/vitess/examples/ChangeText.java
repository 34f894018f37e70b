// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.io.Serializable;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.value.JavaValues;

/** Each change as a line for the terminal: the shard, the table, what happened, the row. */
final class ChangeText implements Serializable {

    private static final long serialVersionUID = 1;

    private static final String DIM = "2";
    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String YELLOW = "33";

    private final boolean color;

    ChangeText(boolean color) {
        this.color = color;
    }

    String of(RowChange change) {
        return switch (change.kind()) {
            case INSERT ->
                    change.source().snapshot()
                            ? line(change, DIM, "copied", text(change.after()))
                            : line(change, GREEN, "insert", text(change.after()));
            case UPDATE ->
                    line(
                            change,
                            YELLOW,
                            "update",
                            text(change.before()) + "  ->  " + text(change.after()));
            case DELETE -> line(change, RED, "delete", text(change.before()));
        };
    }

    private String line(RowChange change, String tint, String what, String row) {
        String start =
                String.format(
                        "  %-8s %-12s ", change.source().shard().name(), change.source().table());
        String end = String.format("%-7s %s", what, row);
        return color ? start + "\u001b[" + tint + "m" + end + "\u001b[0m" : start + end;
    }

    private static String text(Optional<RowImage> image) {
        RowImage row = image.orElseThrow();
        return IntStream.range(0, row.schema().columns().size())
                .mapToObj(column -> text(JavaValues.of(row, column)))
                .collect(Collectors.joining(", "));
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes
                ? "0x" + HexFormat.of().formatHex(bytes)
                : String.valueOf(value);
    }
}
