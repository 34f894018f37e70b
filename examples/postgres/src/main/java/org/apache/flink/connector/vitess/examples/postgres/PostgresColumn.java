// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

/**
 * A column of a table in PostgreSQL.
 *
 * @param name its name
 * @param type its type, as {@link PostgresTypes} has it
 * @param key whether it is in the primary key
 */
record PostgresColumn(String name, String type, boolean key) {

    /** The name as SQL has it. */
    String quoted() {
        return quoted(name);
    }

    /** Any name as SQL has it. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
