// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.schema;

import java.util.Objects;
import org.apache.flink.annotation.Internal;

/**
 * A table's columns from one DDL statement to the next. Part of the source's state.
 *
 * @param schema the columns, as MySQL declares them; the place of a column is its place in the
 *     binary log's rows
 * @param defaultCollation the id of the collation of text columns that are added without one
 */
@Internal
public record SchemaVersion(TableSchema schema, int defaultCollation) {

    public SchemaVersion {
        Objects.requireNonNull(schema, "schema");
    }

    /** The table's name. */
    public String table() {
        return schema.table();
    }
}
