// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.ddl;

import java.util.Optional;
import org.apache.flink.annotation.Internal;

/**
 * A column as a statement declares it.
 *
 * @param name the column's name
 * @param type the type; empty if it cannot be determined from the statement alone
 * @param charset the character set it names
 * @param collation the collation it names
 * @param binary whether it asks for the {@code _bin} collation of its character set
 * @param notNull whether it is NOT NULL
 * @param key whether it brings a key of its own
 */
@Internal
public record NewColumn(
        String name,
        Optional<TypeText> type,
        Optional<String> charset,
        Optional<String> collation,
        boolean binary,
        boolean notNull,
        boolean key) {

    /**
     * A type as in {@code information_schema}.
     *
     * @param dataType the bare type, such as {@code int}
     * @param columnType the whole type, such as {@code int unsigned}
     */
    public record TypeText(String dataType, String columnType) {}
}
