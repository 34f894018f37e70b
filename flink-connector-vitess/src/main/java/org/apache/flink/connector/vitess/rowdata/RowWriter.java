// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.flink.core.memory.MemorySegmentFactory;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.types.RowKind;

/**
 * Writes one row after the other as the bytes of a {@link BinaryRowData}: the kind and a bit for
 * each NULL, then eight bytes for each field, then what does not fit there.
 *
 * <p>Flink's own writer takes values only as objects, and makes a row in twice as many steps. Each
 * field of a row is set once, and always to the same type. For one thread.
 */
final class RowWriter {

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ORDER);
    private static final VarHandle HIGHEST_FIRST =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ORDER);
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ORDER);

    /** So many bytes fit into a field, besides their length. */
    private static final int INLINE = 7;

    /** The bit of such a length. */
    private static final long IS_INLINE = 0x80;

    /** What a decimal of more than 18 digits takes. */
    private static final int DECIMAL_BYTES = 16;

    private final int fields;

    /** Where the first field begins. */
    private final int first;

    private byte[] bytes;
    private int end;

    RowWriter(int fields) {
        this.fields = fields;
        this.first = BinaryRowData.calculateBitSetWidthInBytes(fields);
        this.bytes = new byte[first + fields * (Long.BYTES + DECIMAL_BYTES)];
    }

    /** Begins a row, whose fields are not NULL. */
    void begin(RowKind kind) {
        for (int i = 0; i < first; i += Long.BYTES) {
            LONGS.set(bytes, i, 0L);
        }
        bytes[0] = kind.toByteValue();
        end = first + fields * Long.BYTES;
    }

    /** The row, which shares nothing with the next one. */
    BinaryRowData row() {
        BinaryRowData row = new BinaryRowData(fields);
        row.pointTo(MemorySegmentFactory.wrap(Arrays.copyOf(bytes, end)), 0, end);
        return row;
    }

    void setNull(int field) {
        int bit = BinaryRowData.HEADER_SIZE_IN_BITS + field;
        bytes[bit / Byte.SIZE] |= (byte) (1 << bit % Byte.SIZE);
        setLong(field, 0);
    }

    void setByte(int field, byte value) {
        bytes[at(field)] = value;
    }

    void setShort(int field, short value) {
        SHORTS.set(bytes, at(field), value);
    }

    void setInt(int field, int value) {
        INTS.set(bytes, at(field), value);
    }

    void setLong(int field, long value) {
        LONGS.set(bytes, at(field), value);
    }

    /** Sets a timestamp whose type has more than three digits of a second. */
    void setTimestamp(int field, long millis, int nanos) {
        reserve(Long.BYTES);
        LONGS.set(bytes, end, millis);
        setPlace(field, nanos);
        end += Long.BYTES;
    }

    /** Sets a decimal whose type has more than 18 digits. */
    void setDecimal(int field, BigInteger unscaled) {
        byte[] value = unscaled.toByteArray();
        reserve(DECIMAL_BYTES);
        Arrays.fill(bytes, end, end + DECIMAL_BYTES, (byte) 0);
        System.arraycopy(value, 0, bytes, end, value.length);
        setPlace(field, value.length);
        end += DECIMAL_BYTES;
    }

    /** Sets a decimal whose type has more than 18 digits, but not this value. */
    void setDecimal(int field, long unscaled) {
        // As many bytes as a BigInteger would take, the highest first.
        int bits = Long.SIZE - Long.numberOfLeadingZeros(unscaled ^ unscaled >> Long.SIZE - 1);
        int length = bits / Byte.SIZE + 1;
        reserve(DECIMAL_BYTES);
        HIGHEST_FIRST.set(bytes, end, unscaled << Long.SIZE - length * Byte.SIZE);
        LONGS.set(bytes, end + Long.BYTES, 0L);
        setPlace(field, length);
        end += DECIMAL_BYTES;
    }

    /** Sets a text in UTF-8, or bytes. */
    void setBytes(int field, byte[] buffer, int start, int length) {
        if (length <= INLINE) {
            setLong(field, inline(buffer, start, length));
        } else {
            setVariable(field, buffer, start, length);
        }
    }

    /** The length is in the highest byte, and the first byte where it comes first in memory. */
    private static long inline(byte[] buffer, int start, int length) {
        long inline = (IS_INLINE | length) << INLINE * Byte.SIZE;
        for (int i = 0; i < length; i++) {
            int place = ORDER == ByteOrder.LITTLE_ENDIAN ? i : INLINE - 1 - i;
            inline |= (buffer[start + i] & 0xFFL) << place * Byte.SIZE;
        }
        return inline;
    }

    /** Sets bytes that always come after the fields. */
    void setVariable(int field, byte[] buffer, int start, int length) {
        // Up to a multiple of eight bytes there are zeros.
        int size = length + Long.BYTES - 1 & -Long.BYTES;
        reserve(size);
        if (size > 0) {
            LONGS.set(bytes, end + size - Long.BYTES, 0L);
        }
        System.arraycopy(buffer, start, bytes, end, length);
        setPlace(field, length);
        end += size;
    }

    private void setPlace(int field, int length) {
        setLong(field, (long) end << Integer.SIZE | length);
    }

    private int at(int field) {
        return first + field * Long.BYTES;
    }

    private void reserve(int more) {
        if (bytes.length - end < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(end, more), end + (end >> 1)));
        }
    }
}
