// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import org.apache.flink.core.memory.MemorySegmentFactory;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.data.binary.BinarySegmentUtils;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.flink.FlinkSchemaUtil;

/** Rows of certain columns as bytes: Flink's binary form, with the kind of the row. */
final class RowFormat {

    private final Schema columns;
    private final RowType type;
    private final RowDataSerializer serializer;

    RowFormat(Schema columns) {
        this.columns = columns;
        this.type = FlinkSchemaUtil.convert(columns);
        this.serializer = new RowDataSerializer(type);
    }

    /** For columns as {@link TableRow} names them. */
    static RowFormat of(String columns) {
        return new RowFormat(SchemaParser.fromJson(columns));
    }

    Schema columns() {
        return columns;
    }

    /** The types that the columns have in Flink. */
    RowType type() {
        return type;
    }

    byte[] write(RowData row) {
        BinaryRowData binary = serializer.toBinaryRow(row);
        return BinarySegmentUtils.copyToBytes(
                binary.getSegments(), binary.getOffset(), binary.getSizeInBytes());
    }

    RowData read(byte[] row) {
        BinaryRowData binary = new BinaryRowData(type.getFieldCount());
        binary.pointTo(MemorySegmentFactory.wrap(row), 0, row.length);
        return binary;
    }
}
