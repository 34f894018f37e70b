// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The labels of ENUM and SET columns; the binlog has their numbers, from 1 on. */
final class ServerLabels {
    private static final Pattern LABEL = Pattern.compile("'((?:[^']|'')*)'");

    private ServerLabels() {}

    static boolean isEnum(ColumnDefinition column) {
        return column.columnType().startsWith("enum(");
    }

    static boolean isSet(ColumnDefinition column) {
        return column.columnType().startsWith("set(");
    }

    static boolean has(ColumnDefinition column) {
        return isEnum(column) || isSet(column);
    }

    static List<String> of(ColumnDefinition column) {
        List<String> labels = new ArrayList<>();
        Matcher label = LABEL.matcher(column.columnType());
        while (label.find()) {
            labels.add(label.group(1).replace("''", "'"));
        }
        return labels;
    }

    /** The places of a value's labels; 0 is the label of what was no member. */
    static List<Integer> numbers(ColumnDefinition column, String value) {
        List<String> labels = of(column);
        List<Integer> numbers = new ArrayList<>();
        if (isEnum(column) || !value.isEmpty()) {
            for (String label : isEnum(column) ? List.of(value) : List.of(value.split(","))) {
                numbers.add(labels.indexOf(label) + 1);
            }
        }
        return numbers;
    }
}
