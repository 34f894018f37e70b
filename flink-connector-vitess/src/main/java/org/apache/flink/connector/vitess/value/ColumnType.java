// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.Labels;

/**
 * The type of a column, taken apart.
 *
 * @param kind what it is
 * @param length its first number, as 10 in {@code decimal(10,2)}; -1 if it has none
 * @param scale its second number, as 2 in {@code decimal(10,2)}; -1 if it has none
 * @param zerofill whether MySQL prints its numbers with leading zeros
 * @param labels the members of an ENUM or a SET in their order; empty for all others
 */
@Internal
public record ColumnType(
        ColumnKind kind, int length, int scale, boolean zerofill, List<String> labels) {

    static final int NONE = -1;

    private static final Pattern NUMBERS = Pattern.compile("\\w+\\((\\d+)(?:,(\\d+))?\\).*");

    public static ColumnType of(Column column) {
        ColumnKind kind = ColumnKind.of(column);
        String text = column.columnType();
        if (kind == ColumnKind.ENUM || kind == ColumnKind.SET) {
            return new ColumnType(kind, NONE, NONE, false, Labels.of(column));
        }
        Matcher numbers = NUMBERS.matcher(text);
        boolean found = numbers.matches();
        return new ColumnType(
                kind,
                found ? Integer.parseInt(numbers.group(1)) : NONE,
                found && numbers.group(2) != null ? Integer.parseInt(numbers.group(2)) : NONE,
                text.endsWith(" zerofill"),
                List.of());
    }

    /**
     * The digits after the decimal point of a DECIMAL, or of the seconds of a time; 0 without a
     * number.
     */
    public int fraction() {
        return Math.max(kind == ColumnKind.DECIMAL ? scale : length, 0);
    }
}
