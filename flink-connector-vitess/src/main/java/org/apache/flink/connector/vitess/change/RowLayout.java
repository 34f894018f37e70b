// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.change;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.TableSchema;

/** Where the values of a row's columns are among those that the server sends. Immutable. */
@Internal
public final class RowLayout {

    private final TableSchema schema;
    private final int values;

    /** The place of each column, ascending; null where the columns are all values. */
    private final int[] places;

    private RowLayout(TableSchema schema, int values, int[] places) {
        this.schema = schema;
        this.values = values;
        this.places = places;
    }

    /** Rows of all columns. */
    public static RowLayout of(TableSchema schema) {
        return new RowLayout(schema, schema.columns().size(), null);
    }

    /**
     * Rows of some of the columns that the server sends.
     *
     * @param sent the columns that the server sends
     * @param places the places of the selected columns among them, ascending
     */
    public static RowLayout of(TableSchema sent, int[] places) {
        List<Column> columns = IntStream.of(places).mapToObj(sent.columns()::get).toList();
        return new RowLayout(
                new TableSchema(sent.keyspace(), sent.table(), columns),
                sent.columns().size(),
                places.clone());
    }

    /** The columns of a row. */
    public TableSchema schema() {
        return schema;
    }

    /** How many values the server sends. */
    int values() {
        return values;
    }

    /** The place of a column among the values. */
    public int place(int column) {
        return places == null ? column : places[column];
    }
}
