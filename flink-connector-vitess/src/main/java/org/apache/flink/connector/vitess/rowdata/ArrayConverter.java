// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.binary.BinaryArrayData;
import org.apache.flink.table.runtime.typeutils.ArrayDataSerializer;
import org.apache.flink.table.types.logical.LogicalType;

/** Values that become an array. For one thread, because the serializer keeps its buffers. */
final class ArrayConverter implements ColumnConverter {

    /** Reads the elements of a value. */
    @FunctionalInterface
    interface Elements {
        ArrayData read(byte[] buffer, int start, int length);
    }

    private final Elements elements;
    private final ArrayDataSerializer serializer;

    ArrayConverter(Elements elements, LogicalType element) {
        this.elements = elements;
        this.serializer = new ArrayDataSerializer(element);
    }

    @Override
    public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
        BinaryArrayData array = serializer.toBinaryArray(elements.read(buffer, start, length));
        byte[] bytes = new byte[array.getSizeInBytes()];
        array.getSegments()[0].get(array.getOffset(), bytes, 0, bytes.length);
        row.setVariable(field, bytes, 0, bytes.length);
    }
}
