// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.cdc.common.event.TableId;
import org.apache.flink.cdc.common.schema.Schema;
import org.apache.flink.cdc.common.types.DataType;
import org.apache.flink.cdc.common.types.DataTypeRoot;
import org.apache.flink.cdc.common.types.DataTypes;
import org.apache.flink.cdc.common.types.utils.DataTypeUtils;
import org.apache.flink.connector.vitess.rowdata.FlinkTypes;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;

/**
 * The type that each column of MySQL has in a pipeline. They are those that Flink SQL has by
 * default, but for types that Flink CDC can only widen to a text in which the values are other
 * ones.
 */
final class PipelineTypes {

    private static final int TIME_PRECISION = 3;

    private PipelineTypes() {}

    /** A table's name in a pipeline: the keyspace is its schema. */
    static TableId id(TableSchema schema) {
        return TableId.tableId(schema.keyspace(), schema.table());
    }

    /**
     * A table's columns in a pipeline.
     *
     * @throws IllegalArgumentException if a column's values cannot be read
     */
    static Schema schema(TableSchema schema) {
        Schema.Builder columns = Schema.newBuilder();
        List<String> primaryKey = new ArrayList<>();
        for (Column column : schema.columns()) {
            columns.physicalColumn(column.name(), type(column));
            if (column.primaryKey()) {
                primaryKey.add(column.name());
            }
        }
        return columns.primaryKey(primaryKey).build();
    }

    /**
     * A column's type in a pipeline, which holds each of its values.
     *
     * @return NOT NULL if the column is
     * @throws IllegalArgumentException if its values cannot be read
     */
    static DataType type(Column column) {
        DataType type = widenable(column);
        return column.notNull() || column.primaryKey() ? type.notNull() : type.nullable();
    }

    private static DataType widenable(Column column) {
        if (column.type() == MySqlType.INT8) {
            // TINYINT(1) holds more than 0 and 1.
            return DataTypes.TINYINT();
        }
        if (column.type() == MySqlType.VECTOR) {
            return DataTypes.BYTES();
        }
        DataType type = DataTypeUtils.fromFlinkDataType(FlinkTypes.defaultType(column));
        if (type.is(DataTypeRoot.BINARY) || type.is(DataTypeRoot.VARBINARY)) {
            return DataTypes.BYTES();
        }
        return type.is(DataTypeRoot.TIME_WITHOUT_TIME_ZONE) ? DataTypes.TIME(TIME_PRECISION) : type;
    }
}
