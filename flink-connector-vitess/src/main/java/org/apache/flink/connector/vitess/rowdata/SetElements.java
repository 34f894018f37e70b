// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import org.apache.flink.connector.vitess.value.Members;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.StringData;

/** A SET as an array of its labels. For one thread, because the members keep a buffer. */
final class SetElements implements ArrayConverter.Elements {

    private final Members members;
    private final StringData[] labels;

    SetElements(Members members) {
        this.members = members;
        this.labels = new StringData[members.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = StringData.fromBytes(members.label(i));
        }
    }

    @Override
    public ArrayData read(byte[] buffer, int start, int length) {
        long bits = members.number(buffer, start, length);
        Object[] array = new Object[Long.bitCount(bits)];
        int next = 0;
        for (int i = 0; i < labels.length; i++) {
            if ((bits >>> i & 1) == 1) {
                array[next++] = labels[i];
            }
        }
        return new GenericArrayData(array);
    }
}
