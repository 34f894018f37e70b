// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.change;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.connector.vitess.schema.TableSchema;

/**
 * One row, in the bytes in which MySQL gave them.
 *
 * <p>Numbers, decimals and times are ASCII text; character columns are in the column's own
 * character set; binary columns are raw. Immutable.
 *
 * <p>A row is a view of the response that brought it: as long as it is kept, so is the whole
 * response, with all its rows (by vttablet's default up to 250 kB, or one larger row). To keep a
 * few rows of many for long, copy their {@link #bytes(int) bytes}.
 */
@PublicEvolving
public final class RowImage {

    private static final int NULL = -1;

    private final RowLayout layout;
    private final byte[] buffer;
    private final int lengths;
    private final int values;

    /** Where each value ends in the buffer, its complement for NULL; null before it is needed. */
    private volatile int[] ends;

    /**
     * A row whose bytes are inside a larger buffer, which must no longer change. Nothing is copied.
     *
     * @param layout the columns, and where their values are among those in the buffer
     * @param buffer where the bytes are
     * @param lengths where the length of each value begins, as zigzag varints, -1 for NULL
     * @param lengthsEnd where the lengths end
     * @param values where the values begin, back to back, NULLs left out
     * @param valuesEnd where the values end
     * @throws IllegalArgumentException if the lengths fit neither the columns nor the values
     */
    @Internal
    public RowImage(
            RowLayout layout,
            byte[] buffer,
            int lengths,
            int lengthsEnd,
            int values,
            int valuesEnd) {
        this.layout = layout;
        this.buffer = buffer;
        this.lengths = lengths;
        this.values = values;
        requireFit(lengthsEnd, valuesEnd - values);
    }

    /**
     * A row with its own bytes.
     *
     * @param schema the columns
     * @param values the columns' values back to back, NULLs left out
     * @param lengths the length of each value in bytes, -1 for NULL
     * @throws IllegalArgumentException if the lengths fit neither the columns nor the values
     */
    @Internal
    public RowImage(TableSchema schema, byte[] values, int[] lengths) {
        this(schema, values, packed(lengths));
    }

    private RowImage(TableSchema schema, byte[] values, byte[] lengths) {
        this(
                RowLayout.of(schema),
                joined(lengths, values),
                0,
                lengths.length,
                lengths.length,
                lengths.length + values.length);
    }

    private static byte[] packed(int[] lengths) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (int length : lengths) {
            long rest = Integer.toUnsignedLong((length << 1) ^ (length >> 31));
            for (; rest >= 0x80; rest >>>= 7) {
                packed.write((int) (rest | 0x80));
            }
            packed.write((int) rest);
        }
        return packed.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private void requireFit(int lengthsEnd, int size) {
        // With this, no length is read beyond the end of them all.
        if (lengthsEnd > lengths && buffer[lengthsEnd - 1] < 0) {
            throw new IllegalArgumentException("The last length is cut off");
        }
        LengthReader reader = new LengthReader(buffer, lengths);
        boolean fits = true;
        long end = 0;
        int count = 0;
        while (reader.position() < lengthsEnd) {
            boolean eight = reader.position() <= lengthsEnd - Long.BYTES;
            long length = eight ? reader.nextEight() : LengthReader.NOT_EIGHT;
            if (length != LengthReader.NOT_EIGHT) {
                count += Long.BYTES;
            } else {
                length = reader.next();
                fits &= length >= NULL && length <= size;
                count++;
            }
            end += LengthReader.bytes(length);
        }
        if (!fits || end != size || count != layout.values()) {
            throw misfit(count, size);
        }
    }

    private IllegalArgumentException misfit(int count, int size) {
        if (count != layout.values()) {
            return new IllegalArgumentException(
                    count + " values for " + layout.values() + " columns");
        }
        LengthReader reader = new LengthReader(buffer, lengths);
        BigInteger end = BigInteger.ZERO;
        for (int i = 0; i < count; i++) {
            long length = reader.next();
            if (length < NULL) {
                return new IllegalArgumentException("A value of " + length + " bytes");
            }
            end = end.add(BigInteger.valueOf(Math.max(length, 0)));
        }
        return new IllegalArgumentException(
                "Values of " + end + " bytes in a row of " + size + " bytes");
    }

    /** The columns of this row. */
    public TableSchema schema() {
        return layout.schema();
    }

    /** Whether a column is NULL. */
    public boolean isNull(int column) {
        return ends()[layout.place(column)] < 0;
    }

    /** A copy of a column's bytes, or null if it is NULL. */
    public byte[] bytes(int column) {
        int place = layout.place(column);
        return isNull(column) ? null : Arrays.copyOfRange(buffer, start(place), ends()[place]);
    }

    /** A copy of the bytes of the column of that name, or null if it is NULL. */
    public byte[] bytes(String column) {
        return bytes(schema().indexOf(column));
    }

    private int start(int place) {
        int before = place == 0 ? values : ends()[place - 1];
        return before < 0 ? ~before : before;
    }

    private int[] ends() {
        int[] known = ends;
        if (known == null) {
            known = new int[layout.values()];
            LengthReader reader = new LengthReader(buffer, lengths);
            int end = values;
            for (int i = 0; i < known.length; i++) {
                long length = reader.next();
                end += LengthReader.bytes(length);
                known[i] = length == NULL ? ~end : end;
            }
            ends = known;
        }
        return known;
    }

    /** Where {@link #locate} finds the values. Not to be changed. */
    @Internal
    public byte[] buffer() {
        return buffer;
    }

    /**
     * Finds the values of some columns in the buffer. It is the fastest way to them: it makes no
     * objects, keeps nothing, and quickly skips the columns between them.
     *
     * @param columns the selected columns, ascending
     * @param starts is given where the value of each selected column begins, at the column's index
     * @param itsLengths is given the length of each of these values in bytes, -1 for NULL, at the
     *     column's index
     */
    @Internal
    public void locate(int[] columns, int[] starts, int[] itsLengths) {
        LengthReader reader = new LengthReader(buffer, lengths);
        int start = values;
        int next = 0;
        for (int column : columns) {
            int place = layout.place(column);
            start += reader.skip(place - next);
            long length = reader.next();
            starts[column] = start;
            itsLengths[column] = (int) length;
            start += LengthReader.bytes(length);
            next = place + 1;
        }
    }

    @Override
    public String toString() {
        return "RowImage of "
                + schema().table()
                + ", "
                + (start(layout.values()) - values)
                + " bytes";
    }
}
