// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.values;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;

/** Flink's values as text, and the same text from what MySQL prints, by way of the JDK. */
final class FlinkText {

    private static final Pattern TIME =
            Pattern.compile("(-?)(\\d+):(\\d\\d):(\\d\\d)(?:\\.(\\d+))?");
    private static final long DAY_MILLIS = 86_400_000;

    private FlinkText() {}

    /** The text of a field; null for NULL. */
    static String of(LogicalType type, RowData row, int field) {
        Object value = RowData.createFieldGetter(type, field).getFieldOrNull(row);
        if (value instanceof byte[] bytes) {
            return HexFormat.of().withUpperCase().formatHex(bytes);
        }
        if (value instanceof ArrayData array) {
            return IntStream.range(0, array.size())
                    .mapToObj(i -> sixDigits(array.getFloat(i)))
                    .collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof TimestampData timestamp) {
            return timestamp.toLocalDateTime().toString();
        }
        return value == null ? null : value.toString();
    }

    /** As {@code VECTOR_TO_STRING} prints it. */
    private static String sixDigits(float element) {
        return String.format(Locale.ROOT, "%.5e", element);
    }

    /** The text that a value of this type has to have if MySQL prints it like this. */
    static String expected(LogicalType type, String mySql) {
        if (mySql == null) {
            return null;
        }
        return switch (type.getTypeRoot()) {
            case BOOLEAN -> String.valueOf(Integer.parseInt(mySql, 16) == 1);
            case TINYINT, SMALLINT, INTEGER, BIGINT -> String.valueOf(Long.parseLong(mySql));
            case DECIMAL -> new BigDecimal(mySql).toPlainString();
            case FLOAT -> String.valueOf(Float.parseFloat(mySql));
            case DOUBLE -> String.valueOf(Double.parseDouble(mySql));
            case DATE -> date(mySql);
            case TIME_WITHOUT_TIME_ZONE -> time(mySql);
            case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> datetime(mySql);
            // Text, bytes in hexadecimal, and vectors.
            default -> mySql;
        };
    }

    private static String date(String text) {
        try {
            return String.valueOf(LocalDate.parse(text).toEpochDay());
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String datetime(String text) {
        try {
            return LocalDateTime.parse(text.replace(' ', 'T')).toString();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Milliseconds, or null beyond a day. */
    private static String time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new IllegalArgumentException("No time: " + text);
        }
        long seconds =
                Long.parseLong(time.group(2)) * 3600
                        + Long.parseLong(time.group(3)) * 60
                        + Long.parseLong(time.group(4));
        String fraction = (time.group(5) == null ? "" : time.group(5)) + "000";
        long millis = seconds * 1000 + Long.parseLong(fraction.substring(0, 3));
        boolean negative = !time.group(1).isEmpty() && millis > 0;
        return negative || millis >= DAY_MILLIS ? null : String.valueOf(millis);
    }
}
