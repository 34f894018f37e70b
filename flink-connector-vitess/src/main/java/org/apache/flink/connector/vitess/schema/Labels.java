// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.annotation.Internal;

/** The labels of ENUM and SET columns. */
@Internal
public final class Labels {

    private Labels() {}

    /** Whether a column is an ENUM: with a {@code _bin} collation its type is one of bytes. */
    public static boolean isEnum(Column column) {
        return startsWith(column, "enum(");
    }

    /** Whether a column is a SET: with a {@code _bin} collation its type is one of bytes. */
    public static boolean isSet(Column column) {
        return startsWith(column, "set(");
    }

    private static boolean startsWith(Column column, String start) {
        return column.columnType().toLowerCase(Locale.ROOT).startsWith(start);
    }

    /** The labels of a column in their order; none of another column. */
    public static List<String> of(Column column) {
        return isEnum(column) || isSet(column) ? parse(column.columnType()) : List.of();
    }

    /** Reads {@code enum('a','b')}, where a quote is doubled and a backslash escapes. */
    private static List<String> parse(String text) {
        List<String> labels = new ArrayList<>();
        int i = text.indexOf('(') + 1;
        while (i > 0 && i < text.length() && text.charAt(i) == '\'') {
            StringBuilder label = new StringBuilder();
            i = label(text, i + 1, label);
            labels.add(label.toString());
            // After the quote is a comma, or the closing bracket.
            i++;
        }
        return List.copyOf(labels);
    }

    /** Reads a label and returns where its closing quote's successor is. */
    private static int label(String text, int start, StringBuilder label) {
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean more = i + 1 < text.length();
            if (c == '\'' && !(more && text.charAt(i + 1) == '\'')) {
                return i + 1;
            }
            if (c == '\'') {
                i++;
            } else if (c == '\\' && more) {
                i++;
                c = unescaped(text.charAt(i));
            }
            label.append(c);
        }
        throw new IllegalArgumentException("a label does not end in " + text);
    }

    private static char unescaped(char escaped) {
        return switch (escaped) {
            case '0' -> '\0';
            case 'n' -> '\n';
            case 'r' -> '\r';
            default -> escaped;
        };
    }
}
