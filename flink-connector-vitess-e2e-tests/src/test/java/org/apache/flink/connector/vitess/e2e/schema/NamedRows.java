// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.change.SchemaChange;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.rowdata.RowConverter;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;

/**
 * Each image of a row as a line such as {@code -80 t c {id=1, a=20}}: the shard, the table, {@code
 * r} for a copied row, {@code c}, {@code u-}, {@code u+} or {@code d}, and each column with its
 * text, or its bytes in hexadecimal. Each DDL statement as a line that begins with {@code ddl}.
 */
public final class NamedRows implements VitessDeserializationSchema<String> {

    private static final long serialVersionUID = 1;

    private static final int BINARY = 63;

    private transient Map<TableSchema, RowConverter> converters;

    @Override
    public void deserialize(RowChange change, Collector<String> out) {
        String kind =
                switch (change.kind()) {
                    case INSERT -> change.source().snapshot() ? "r" : "c";
                    case UPDATE -> "u";
                    case DELETE -> "d";
                };
        boolean update = kind.equals("u");
        change.before().ifPresent(row -> out.collect(line(change, update ? "u-" : kind, row)));
        change.after().ifPresent(row -> out.collect(line(change, update ? "u+" : kind, row)));
    }

    @Override
    public void deserialize(SchemaChange change, Collector<String> out) {
        out.collect(
                String.join(
                        " ",
                        "ddl",
                        change.shard().name(),
                        change.table(),
                        "added=" + names(change.added()),
                        "dropped=" + names(change.dropped()),
                        "retyped=" + names(change.retyped()),
                        "renamed=" + new TreeMap<>(change.renamed()),
                        "after="
                                + change.after()
                                        .map(after -> names(after.columns()))
                                        .orElse(null)));
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }

    private String line(RowChange change, String kind, RowImage row) {
        return line(change.source().shard().name(), change.source().table(), kind, values(row));
    }

    /** The line of an image whose values are given as {@code name=value}. */
    static String line(String shard, String table, String kind, List<String> values) {
        return shard + " " + table + " " + kind + " {" + String.join(", ", values) + "}";
    }

    private List<String> values(RowImage row) {
        if (converters == null) {
            converters = new HashMap<>();
        }
        RowConverter converter = converters.computeIfAbsent(row.schema(), NamedRows::converter);
        RowData texts = converter.convert(RowKind.INSERT, row);
        List<String> values = new ArrayList<>();
        List<Column> columns = row.schema().columns();
        for (int i = 0; i < columns.size(); i++) {
            values.add(columns.get(i).name() + "=" + value(texts, i, isBytes(columns.get(i))));
        }
        return values;
    }

    private static String value(RowData row, int column, boolean bytes) {
        if (row.isNullAt(column)) {
            return null;
        }
        return bytes
                ? HexFormat.of().withUpperCase().formatHex(row.getBinary(column))
                : row.getString(column).toString();
    }

    private static RowConverter converter(TableSchema schema) {
        List<DataTypes.Field> fields =
                schema.columns().stream()
                        .map(
                                column ->
                                        DataTypes.FIELD(
                                                column.name(),
                                                isBytes(column)
                                                        ? DataTypes.BYTES()
                                                        : DataTypes.STRING()))
                        .toList();
        return new RowConverter(
                schema, (RowType) DataTypes.ROW(fields).getLogicalType(), ValuePolicies.strict());
    }

    private static boolean isBytes(Column column) {
        boolean bytes =
                switch (column.type()) {
                    case BINARY, VARBINARY, BLOB -> column.collation() == BINARY;
                    default -> column.type() == MySqlType.BIT;
                };
        return bytes && !column.columnType().matches("(enum|set)\\(.*");
    }

    @Override
    public TypeInformation<String> getProducedType() {
        return Types.STRING;
    }
}
