// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.proto.query.Type;

/** A row after its table was altered: MySQL keeps its values, or refuses the statement. */
final class AlteredRow {
    private AlteredRow() {}

    static RowValues of(
            TableDefinition before, RowValues row, List<AlterTable.AlteredColumn> columns) {
        return RowValues.of(columns.stream().map(column -> value(before, row, column)).toArray());
    }

    private static byte[] value(
            TableDefinition before, RowValues row, AlterTable.AlteredColumn column) {
        if (column.formerName().isEmpty()) {
            return null;
        }
        int index = before.indexOf(column.formerName().get());
        byte[] value = row.get(index);
        return value == null
                ? null
                : converted(value, before.columns().get(index), column.definition());
    }

    private static byte[] converted(byte[] value, ColumnDefinition from, ColumnDefinition to) {
        if (TableMap.isUnsigned(to.type()) && value.length > 0 && value[0] == '-') {
            throw new IllegalStateException("Out of range value for column '" + to.name() + "'");
        }
        if (to.type() == Type.ENUM || to.type() == Type.SET) {
            String text = new String(value, StandardCharsets.UTF_8);
            if (ServerLabels.numbers(to, text).contains(0)) {
                throw new IllegalStateException("Data truncated for column '" + to.name() + "'");
            }
            return labels(to, text).getBytes(StandardCharsets.UTF_8);
        }
        Charset old = charset(from.collation());
        Charset now = charset(to.collation());
        return old.equals(now) ? value : new String(value, old).getBytes(now);
    }

    /** A SET's members are in the order of its labels. */
    private static String labels(ColumnDefinition column, String value) {
        List<String> labels = ServerLabels.of(column);
        return ServerLabels.numbers(column, value).stream()
                .sorted()
                .map(number -> labels.get(number - 1))
                .collect(Collectors.joining(","));
    }

    private static Charset charset(Collation collation) {
        return switch (collation.charset()) {
            case "latin1" -> Charset.forName("windows-1252");
            case "gbk" -> Charset.forName("GBK");
            default -> StandardCharsets.UTF_8;
        };
    }
}
