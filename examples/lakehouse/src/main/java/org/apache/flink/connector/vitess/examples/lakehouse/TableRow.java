// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

/**
 * A row to add to a table of the lake, or to delete from it, as Flink passes it between operators.
 *
 * @param table the table's name
 * @param columns the columns of the row, as Iceberg writes a schema
 * @param row the row as {@link RowFormat} has it
 */
public record TableRow(String table, String columns, byte[] row) {}
