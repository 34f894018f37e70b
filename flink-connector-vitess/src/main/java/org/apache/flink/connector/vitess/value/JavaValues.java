// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.connector.vitess.change.Column;
import org.apache.flink.connector.vitess.change.RowImage;

/**
 * The values of a row as plain Java objects.
 *
 * <table>
 * <caption>What each type becomes</caption>
 * <tr><th>MySQL</th><th>Java</th></tr>
 * <tr><td>TINYINT to INT, YEAR</td><td>Long</td></tr>
 * <tr><td>BIGINT</td><td>Long, or BigInteger if it is unsigned</td></tr>
 * <tr><td>FLOAT, DOUBLE</td><td>Float with the six digits that MySQL prints, Double</td></tr>
 * <tr><td>DECIMAL</td><td>java.math.BigDecimal</td></tr>
 * <tr><td>DATE, TIME, DATETIME, TIMESTAMP</td><td>String, as MySQL prints it; TIMESTAMP in UTC</td></tr>
 * <tr><td>CHAR, VARCHAR, TEXT, ENUM, SET</td><td>String</td></tr>
 * <tr><td>JSON</td><td>String, as MySQL prints it</td></tr>
 * <tr><td>BINARY, VARBINARY, BLOB, BIT, GEOMETRY, VECTOR</td><td>byte[]</td></tr>
 * </table>
 */
@PublicEvolving
public final class JavaValues {

    private JavaValues() {}

    /**
     * The value of one column.
     *
     * @return null if the column is NULL
     * @throws IllegalArgumentException if the value cannot be read; the message names table, column
     *     and type
     */
    public static Object of(RowImage row, int column) {
        byte[] bytes = row.bytes(column);
        if (bytes == null) {
            return null;
        }
        Column definition = row.schema().columns().get(column);
        try {
            return value(definition, bytes);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    String.format(
                            "Cannot read column '%s' (%s, %s, collation %d) of table %s.%s: %s",
                            definition.name(),
                            definition.columnType(),
                            definition.type(),
                            definition.collation(),
                            row.schema().keyspace(),
                            row.schema().table(),
                            e.getMessage()),
                    e);
        }
    }

    private static Object value(Column column, byte[] bytes) {
        return switch (ColumnKind.of(column)) {
            case BOOL,
                    TINYINT,
                    TINYINT_UNSIGNED,
                    SMALLINT,
                    SMALLINT_UNSIGNED,
                    MEDIUMINT,
                    MEDIUMINT_UNSIGNED,
                    INT,
                    INT_UNSIGNED,
                    BIGINT,
                    YEAR ->
                    AsciiNumbers.integer(bytes, 0, bytes.length);
            case BIGINT_UNSIGNED -> new BigInteger(ascii(bytes));
            case FLOAT -> new FloatReader(ColumnType.of(column)).toFloat(bytes, 0, bytes.length);
            case DOUBLE -> new FloatReader(ColumnType.of(column)).toDouble(bytes, 0, bytes.length);
            case DECIMAL -> new BigDecimal(ascii(bytes));
            case DATE, TIME, DATETIME, TIMESTAMP -> ascii(bytes);
            case JSON -> text(new JsonFormat(), bytes);
            case CHAR, VARCHAR, TEXT -> text(charset(column), bytes);
            case ENUM, SET -> text(members(column), bytes);
            case BINARY -> padded(column, bytes);
            case VARBINARY, BLOB, BIT, GEOMETRY, VECTOR -> bytes;
        };
    }

    private static String ascii(byte[] bytes) {
        return AsciiNumbers.ascii(bytes, 0, bytes.length);
    }

    private static String text(TextFormat format, byte[] bytes) {
        TextBuffer text = new TextBuffer();
        format.append(bytes, 0, bytes.length, text);
        return text.toString();
    }

    private static TextFormat charset(Column column) {
        return CharsetFormat.of(MySqlCharsets.of(column));
    }

    private static TextFormat members(Column column) {
        return new Members(ColumnType.of(column), MySqlCharsets.formatOfLabels(column));
    }

    private static byte[] padded(Column column, byte[] bytes) {
        return Arrays.copyOf(bytes, Math.max(bytes.length, ColumnType.of(column).length()));
    }
}
