// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.vitess.rowdata.FlinkTypes;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.iceberg.Schema;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/**
 * The columns that a table has in the lake. They only ever become more and wider, so that they hold
 * all rows so far: Iceberg's sink neither drops nor renames a column.
 */
final class LakeColumns {

    private LakeColumns() {}

    /**
     * The columns for rows of a table. The primary key is the identifier; all others take NULL.
     *
     * @throws IllegalArgumentException if the table has no primary key; the message says what to do
     */
    static Schema of(TableSchema table) {
        if (!table.hasPrimaryKey()) {
            throw new IllegalArgumentException(
                    "Table '%s' has no primary key, so that an update or a delete of one of its rows"
                                    .formatted(table.table())
                            + " cannot be told to Iceberg. Give it a primary key, or leave it out"
                            + " with --exclude");
        }
        List<Types.NestedField> columns = new ArrayList<>();
        Set<Integer> key = new HashSet<>();
        for (Column column : table.columns()) {
            int id = columns.size() + 1;
            columns.add(field(id, column.name(), type(column), column.primaryKey()));
            if (column.primaryKey()) {
                key.add(id);
            }
        }
        return new Schema(columns, key);
    }

    private static Types.NestedField field(int id, String name, Type type, boolean required) {
        return required
                ? Types.NestedField.required(id, name, type)
                : Types.NestedField.optional(id, name, type);
    }

    private static Type type(Column column) {
        LogicalType type = FlinkTypes.defaultType(column).getLogicalType();
        return switch (type.getTypeRoot()) {
            case TINYINT, SMALLINT -> Types.IntegerType.get();
            // TINYINT(1) holds more than 0 and 1.
            case BOOLEAN ->
                    column.type() == MySqlType.INT8
                            ? Types.IntegerType.get()
                            : Types.BooleanType.get();
            // Iceberg cannot lengthen what has a fixed length. The array is that of a VECTOR.
            case BINARY, VARBINARY, ARRAY -> Types.BinaryType.get();
            default -> FlinkSchemaUtil.convert(type);
        };
    }

    /**
     * The columns for rows of both forms of a table: all that one of them has, in the wider type.
     *
     * @return the known ones themselves if they are enough
     * @throws IllegalArgumentException if there are none; the message says which column and what to
     *     do
     */
    static Schema widened(String table, Schema known, Schema other) {
        if (!keyOf(known).equals(keyOf(other))) {
            throw new IllegalArgumentException(
                    ("The primary key of table '%s' changes from %s to %s, which Iceberg's sink cannot"
                                    + " follow. Drop the table in the lake, and restart the job"
                                    + " without state")
                            .formatted(
                                    table,
                                    known.identifierFieldNames(),
                                    other.identifierFieldNames()));
        }
        List<Types.NestedField> columns = new ArrayList<>();
        for (Types.NestedField column : known.columns()) {
            Types.NestedField changed = other.caseInsensitiveFindField(column.name());
            Type type = changed == null ? column.type() : wider(table, column, changed.type());
            columns.add(field(column.fieldId(), column.name(), type, column.isRequired()));
        }
        for (Types.NestedField column : other.columns()) {
            if (known.caseInsensitiveFindField(column.name()) == null) {
                columns.add(field(columns.size() + 1, column.name(), column.type(), false));
            }
        }
        Schema widened = new Schema(columns, known.identifierFieldIds());
        return widened.sameSchema(known) ? known : widened;
    }

    private static Set<String> keyOf(Schema columns) {
        Set<String> names = new HashSet<>();
        columns.identifierFieldNames()
                .forEach(name -> names.add(name.toLowerCase(java.util.Locale.ROOT)));
        return names;
    }

    private static Type wider(String table, Types.NestedField column, Type changed) {
        if (TypeUtil.isPromotionAllowed(changed, column.type().asPrimitiveType())) {
            return column.type();
        }
        if (TypeUtil.isPromotionAllowed(column.type(), changed.asPrimitiveType())) {
            return changed;
        }
        throw new IllegalArgumentException(
                ("Column '%s' of table '%s' changes from %s to %s, and Iceberg has no type for the"
                                + " values of both. Drop the table in the lake, and restart the job"
                                + " without state")
                        .formatted(column.name(), table, column.type(), changed));
    }
}
