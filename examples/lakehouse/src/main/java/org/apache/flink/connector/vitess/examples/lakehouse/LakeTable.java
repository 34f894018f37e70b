// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;

/**
 * A table as one subtask of the source knows it. Its rows have the columns of the table in the
 * lake, whatever form they have in the subtask's shards. For one thread.
 */
final class LakeTable {

    /** Each stream that is opened brings schemas of its own; those of former ones are forgotten. */
    private static final int MAX_FORMS = 1000;

    private final String name;
    private final LakeTables tables;
    private final Map<TableSchema, RowEncoder> forms = new IdentityHashMap<>();

    /** Of the columns that the lake had when it was last asked; null before the first row. */
    private RowFormat format;

    /** The same columns as Iceberg writes them. */
    private String columns;

    LakeTable(String name, LakeTables tables) {
        this.name = name;
        this.tables = tables;
    }

    /** What adds a row to the lake. */
    TableRow insertion(RowImage row) {
        byte[] bytes = encoder(row.schema()).insertion(row);
        return new TableRow(name, columns, bytes);
    }

    /** What deletes a row from the lake. */
    TableRow deletion(RowImage row) {
        byte[] bytes = encoder(row.schema()).deletion(row);
        return new TableRow(name, columns, bytes);
    }

    private RowEncoder encoder(TableSchema form) {
        RowEncoder known = forms.get(form);
        if (known != null) {
            return known;
        }
        Schema needed = LakeColumns.of(form);
        if (format == null
                || LakeColumns.widened(name, format.columns(), needed) != format.columns()) {
            Schema present = tables.holding(name, needed);
            format = new RowFormat(present);
            columns = SchemaParser.toJson(present);
            forms.clear();
        } else if (forms.size() == MAX_FORMS) {
            forms.clear();
        }
        return forms.computeIfAbsent(form, schema -> new RowEncoder(schema, format));
    }
}
