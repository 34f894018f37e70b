// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;

/** VECTOR: floats one after the other, each with its lowest byte first. */
final class Vectors {

    private Vectors() {}

    static ArrayData floats(byte[] buffer, int start, int length) {
        if (length % Float.BYTES != 0) {
            throw new IllegalArgumentException(length + " bytes are no floats");
        }
        float[] floats = new float[length / Float.BYTES];
        ByteBuffer.wrap(buffer, start, length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(floats);
        return new GenericArrayData(floats);
    }
}
