// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.schema.Column;

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
        try {
            return JavaColumns.of(row.schema()).read(column, bytes);
        } catch (IllegalArgumentException e) {
            Column definition = row.schema().columns().get(column);
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
}
