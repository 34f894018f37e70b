// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.schema;

import java.util.Objects;
import org.apache.flink.annotation.PublicEvolving;

/**
 * One column of a table as the stream describes it.
 *
 * @param name the column's name
 * @param type the type in Vitess' words
 * @param columnType the type as {@code information_schema} spells it, such as {@code int unsigned}
 * @param collation MySQL's collation id; 63 is binary, 0 one that Vitess does not know
 * @param primaryKey whether the column is part of the primary key
 * @param notNull whether the column is declared NOT NULL
 */
@PublicEvolving
public record Column(
        String name,
        MySqlType type,
        String columnType,
        int collation,
        boolean primaryKey,
        boolean notNull) {

    public Column {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(columnType, "columnType");
    }

    /** The same column with another name. */
    public Column withName(String newName) {
        return new Column(newName, type, columnType, collation, primaryKey, notNull);
    }
}
