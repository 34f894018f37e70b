// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.values;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.rowdata.FlinkTypes;
import org.apache.flink.connector.vitess.rowdata.RowConverter;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies.Policy;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.testing.values.ImageLine.Cell;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;

/**
 * Each row image as an {@link ImageLine}: every column as STRING, or as BYTES if it is no text, and
 * a second time in its default type.
 *
 * <p>A column's name may begin with {@code bytes_} or {@code tinyint_}: that is its type then.
 */
public final class ImageLines implements VitessDeserializationSchema<String> {

    private static final long serialVersionUID = 1;

    private static final int BINARY = 63;
    private static final ValuePolicies NULLS = new ValuePolicies(Policy.NULL, Policy.NULL);

    private transient Map<TableSchema, Converters> converters;

    private record Converters(RowConverter text, RowConverter typed, RowType types) {}

    @Override
    public void deserialize(RowChange change, Collector<String> out) {
        String letter =
                switch (change.kind()) {
                    case INSERT -> change.source().snapshot() ? "r" : "c";
                    case UPDATE -> "u";
                    case DELETE -> "d";
                };
        boolean update = letter.equals("u");
        change.before().ifPresent(row -> out.collect(line(update ? "u-" : letter, row)));
        change.after().ifPresent(row -> out.collect(line(update ? "u+" : letter, row)));
    }

    private String line(String image, RowImage row) {
        if (converters == null) {
            converters = new HashMap<>();
        }
        Converters to = converters.computeIfAbsent(row.schema(), ImageLines::converters);
        List<Column> columns = row.schema().columns();
        List<String> texts = texts(to.text, row, textTypes(columns));
        List<String> typed = texts(to.typed, row, to.types);
        Map<String, Cell> cells = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String type = to.types.getTypeAt(i).asSerializableString();
            cells.put(columns.get(i).name(), new Cell(texts.get(i), type, typed.get(i)));
        }
        return new ImageLine(row.schema().table(), image, cells).toString();
    }

    private static Converters converters(TableSchema schema) {
        RowType types =
                rowType(schema.columns(), schema.columns().stream().map(ImageLines::type).toList());
        return new Converters(
                converter(schema, textTypes(schema.columns())), converter(schema, types), types);
    }

    private static RowConverter converter(TableSchema schema, RowType type) {
        return new RowConverter(schema, type, NULLS);
    }

    private static RowType textTypes(List<Column> columns) {
        return rowType(
                columns,
                columns.stream()
                        .map(column -> isText(column) ? DataTypes.STRING() : DataTypes.BYTES())
                        .toList());
    }

    private static RowType rowType(List<Column> columns, List<DataType> types) {
        List<DataTypes.Field> fields = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            fields.add(DataTypes.FIELD(columns.get(i).name(), types.get(i)));
        }
        return (RowType) DataTypes.ROW(fields).getLogicalType();
    }

    private static DataType type(Column column) {
        if (column.name().startsWith("bytes_")) {
            return DataTypes.BYTES();
        }
        return column.name().startsWith("tinyint_")
                ? DataTypes.TINYINT()
                : FlinkTypes.defaultType(column);
    }

    private static boolean isText(Column column) {
        boolean bytes =
                switch (column.type()) {
                    case BINARY, VARBINARY, BLOB -> column.collation() == BINARY;
                    default -> column.type() == MySqlType.BIT || column.type() == MySqlType.VECTOR;
                };
        boolean member = column.columnType().matches("(enum|set)\\(.*");
        return (member || !bytes) && !column.name().startsWith("bytes_");
    }

    private static List<String> texts(RowConverter converter, RowImage row, RowType type) {
        RowData converted = converter.convert(RowKind.INSERT, row);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < type.getFieldCount(); i++) {
            texts.add(FlinkText.of(type.getTypeAt(i), converted, i));
        }
        return texts;
    }

    @Override
    public TypeInformation<String> getProducedType() {
        return Types.STRING;
    }
}
