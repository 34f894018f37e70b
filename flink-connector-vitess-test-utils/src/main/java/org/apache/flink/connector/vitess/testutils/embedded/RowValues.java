// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.proto.query.Row;

/** One row: a value for each column, as MySQL's text bytes; null is NULL. Never changed. */
final class RowValues {
    private final byte[][] values;

    private RowValues(byte[][] values) {
        this.values = values;
    }

    /** Strings, byte arrays (not copied), numbers and nulls. */
    static RowValues of(Object... values) {
        return new RowValues(Arrays.stream(values).map(RowValues::toBytes).toArray(byte[][]::new));
    }

    /** The row of a message, such as a last primary key. */
    static RowValues of(Row row) {
        byte[][] values = new byte[row.getLengthsCount()][];
        int offset = 0;
        for (int i = 0; i < values.length; i++) {
            int length = (int) row.getLengths(i);
            if (length >= 0) {
                values[i] = row.getValues().substring(offset, offset + length).toByteArray();
                offset += length;
            }
        }
        return new RowValues(values);
    }

    byte[] get(int column) {
        return values[column];
    }

    int count() {
        return values.length;
    }

    int bytes() {
        return Arrays.stream(values).mapToInt(value -> value == null ? 0 : value.length).sum();
    }

    RowValues select(int[] columns) {
        return new RowValues(IntStream.of(columns).mapToObj(i -> values[i]).toArray(byte[][]::new));
    }

    /** The values as text; null is NULL. */
    List<String> texts() {
        return Arrays.stream(values)
                .map(value -> value == null ? null : new String(value, StandardCharsets.UTF_8))
                .toList();
    }

    Row toProto() {
        Row.Builder row = Row.newBuilder();
        byte[] all = new byte[bytes()];
        int offset = 0;
        for (byte[] value : values) {
            row.addLengths(value == null ? -1 : value.length);
            if (value != null) {
                System.arraycopy(value, 0, all, offset, value.length);
                offset += value.length;
            }
        }
        return row.setValues(ByteString.copyFrom(all)).build();
    }

    private static byte[] toBytes(Object value) {
        if (value == null) {
            return null;
        }
        return value instanceof byte[] bytes
                ? bytes
                : value.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return Arrays.stream(values)
                .map(value -> value == null ? "NULL" : new String(value, StandardCharsets.UTF_8))
                .toList()
                .toString();
    }
}
