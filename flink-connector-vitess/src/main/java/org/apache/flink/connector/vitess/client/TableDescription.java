// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.schema.TableSchema;

/**
 * A table as MySQL declares it.
 *
 * @param schema the columns, as the stream describes them
 * @param primaryKey the columns of the primary key, in the key's order; of a table without one,
 *     those of the unique NOT NULL key that MySQL takes in its place; else empty
 * @param uniqueKeys the other unique keys, in any order, that no column with NULLs is in
 * @param comment the table's comment; empty if it has none
 * @param columnComments the comments of the columns that have one, by name
 */
@Internal
public record TableDescription(
        TableSchema schema,
        List<String> primaryKey,
        List<List<String>> uniqueKeys,
        String comment,
        Map<String, String> columnComments) {

    public TableDescription {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(comment, "comment");
        primaryKey = List.copyOf(primaryKey);
        uniqueKeys = List.copyOf(uniqueKeys);
        columnComments = Map.copyOf(columnComments);
    }
}
