// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

/**
 * What becomes of a row, as Flink passes it between operators. All values are as PostgreSQL reads
 * them; null is NULL.
 *
 * @param table the table's name
 * @param form the columns of the row, as {@link TableForm#text} writes them
 * @param deleted the key of a row that is no longer there; null if there is none
 * @param written the values of all columns of a row that is there now; null if there is none
 */
public record TableChange(String table, String form, String[] deleted, String[] written) {}
