// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
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
 * <tr><td>FLOAT, DOUBLE</td><td>Float, Double</td></tr>
 * <tr><td>DECIMAL</td><td>java.math.BigDecimal</td></tr>
 * <tr><td>DATE, TIME, DATETIME, TIMESTAMP</td><td>String, as MySQL prints it; TIMESTAMP in UTC</td></tr>
 * <tr><td>CHAR, VARCHAR, TEXT, ENUM, SET, JSON</td><td>String</td></tr>
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
        } catch (CharacterCodingException | IllegalArgumentException e) {
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

    private static Object value(Column column, byte[] bytes) throws CharacterCodingException {
        return switch (column.type()) {
            case INT8, UINT8, INT16, UINT16, INT24, UINT24, INT32, UINT32, INT64, YEAR ->
                    Long.valueOf(ascii(bytes));
            case UINT64 -> new BigInteger(ascii(bytes));
            case FLOAT32 -> Float.valueOf(ascii(bytes));
            case FLOAT64 -> Double.valueOf(ascii(bytes));
            case DECIMAL -> new BigDecimal(ascii(bytes));
            case DATE, TIME, DATETIME, TIMESTAMP -> ascii(bytes);
            case JSON -> MySqlCharsets.decode(StandardCharsets.UTF_8, bytes);
            case CHAR, VARCHAR, TEXT, ENUM, SET -> text(column, bytes);
            // A text column with a _bin collation comes with a binary type, but with its collation.
            case BINARY, VARBINARY, BLOB ->
                    column.collation() == MySqlCharsets.BINARY ? bytes : text(column, bytes);
            case BIT, GEOMETRY, VECTOR -> bytes;
            case NULL_TYPE -> throw new IllegalArgumentException("a value of type NULL");
        };
    }

    private static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static String text(Column column, byte[] bytes) throws CharacterCodingException {
        Charset charset =
                MySqlCharsets.of(column.collation())
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "its character set is not supported yet"));
        return MySqlCharsets.decode(charset, bytes);
    }
}
