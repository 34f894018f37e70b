// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.data.binary.BinarySegmentUtils;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.FloatType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.SmallIntType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.TinyIntType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.Test;

/** The rows are those of Flink's own writer, byte for byte. */
class RowWriterTest {

    private static final int TABLES = 500;
    private static final int ROWS = 20;

    /** Flink's types, whose fields have different forms. */
    private static final List<LogicalType> TYPES =
            List.of(
                    new TinyIntType(),
                    new SmallIntType(),
                    new IntType(),
                    new DoubleType(),
                    new VarCharType(VarCharType.MAX_LENGTH),
                    new VarBinaryType(VarBinaryType.MAX_LENGTH),
                    new TimestampType(6),
                    new DecimalType(38, 4),
                    new DecimalType(20, 0),
                    new ArrayType(new FloatType()));

    @Test
    void theBytesAreThoseOfFlinksOwnWriter() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int table = 0; table < TABLES; table++) {
            LogicalType[] types =
                    IntStream.range(0, random.nextInt(140))
                            .mapToObj(i -> TYPES.get(random.nextInt(TYPES.size())))
                            .toArray(LogicalType[]::new);
            RowDataSerializer flink = new RowDataSerializer(types);
            RowWriter writer = new RowWriter(types.length);
            for (int i = 0; i < ROWS; i++) {
                GenericRowData row = new GenericRowData(types.length);
                row.setRowKind(RowKind.values()[random.nextInt(RowKind.values().length)]);
                BinaryRowData written = write(row, types, writer, random);
                BinaryRowData expected = flink.toBinaryRow(row);

                assertThat(bytes(written)).as("seed %d", seed).isEqualTo(bytes(expected));
                assertThat(written).as("seed %d", seed).isEqualTo(expected);
            }
        }
    }

    @Test
    void aRowKeepsItsBytesWhenTheNextOneIsWritten() {
        RowWriter writer = new RowWriter(1);
        writer.begin(RowKind.INSERT);
        writer.setLong(0, 1);
        RowData first = writer.row();
        writer.begin(RowKind.DELETE);
        writer.setNull(0);
        writer.row();

        assertThat(first.getLong(0)).isEqualTo(1);
        assertThat(first.isNullAt(0)).isFalse();
        assertThat(first.getRowKind()).isEqualTo(RowKind.INSERT);
    }

    /** Fills a row for Flink, and writes the same values. */
    private static BinaryRowData write(
            GenericRowData row, LogicalType[] types, RowWriter writer, Random random) {
        writer.begin(row.getRowKind());
        for (int i = 0; i < types.length; i++) {
            if (random.nextInt(4) == 0) {
                writer.setNull(i);
            } else {
                row.setField(i, value(i, types[i], writer, random));
            }
        }
        return writer.row();
    }

    private static Object value(int field, LogicalType type, RowWriter writer, Random random) {
        long number = random.nextLong() >> random.nextInt(Long.SIZE);
        switch (type.getTypeRoot()) {
            case TINYINT -> {
                writer.setByte(field, (byte) number);
                return (byte) number;
            }
            case SMALLINT -> {
                writer.setShort(field, (short) number);
                return (short) number;
            }
            case INTEGER -> {
                writer.setInt(field, (int) number);
                return (int) number;
            }
            case DOUBLE -> {
                writer.setLong(field, Double.doubleToRawLongBits(number));
                return (double) number;
            }
            case TIMESTAMP_WITHOUT_TIME_ZONE -> {
                int nanos = random.nextInt(1_000_000);
                writer.setTimestamp(field, number, nanos);
                return TimestampData.fromEpochMillis(number, nanos);
            }
            case DECIMAL -> {
                return decimal(field, (DecimalType) type, number, writer, random);
            }
            case ARRAY -> {
                return array(field, (ArrayType) type, writer, random);
            }
            default -> {
                return text(field, type, writer, random);
            }
        }
    }

    private static DecimalData decimal(
            int field, DecimalType type, long number, RowWriter writer, Random random) {
        BigInteger unscaled = BigInteger.valueOf(number);
        if (type.getPrecision() == DecimalType.MAX_PRECISION && random.nextBoolean()) {
            unscaled = unscaled.multiply(BigInteger.valueOf(random.nextLong()));
            unscaled = unscaled.remainder(BigInteger.TEN.pow(DecimalType.MAX_PRECISION));
            writer.setDecimal(field, unscaled);
        } else {
            writer.setDecimal(field, number);
        }
        return DecimalData.fromBigDecimal(
                new BigDecimal(unscaled, type.getScale()), type.getPrecision(), type.getScale());
    }

    private static GenericArrayData array(
            int field, ArrayType type, RowWriter writer, Random random) {
        float[] floats = new float[random.nextInt(5)];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = random.nextFloat();
        }
        GenericArrayData array = new GenericArrayData(floats);
        new ArrayConverter((buffer, start, length) -> array, type.getElementType())
                .write(writer, field, new byte[0], 0, 0);
        return array;
    }

    /** A text or bytes, after and before others. */
    private static Object text(int field, LogicalType type, RowWriter writer, Random random) {
        byte[] text = new byte[random.nextInt(random.nextInt(20) == 0 ? 1000 : 20)];
        random.nextBytes(text);
        byte[] buffer = new byte[text.length + 9];
        random.nextBytes(buffer);
        System.arraycopy(text, 0, buffer, 5, text.length);
        writer.setBytes(field, buffer, 5, text.length);
        return type instanceof VarCharType ? StringData.fromBytes(text) : text;
    }

    private static byte[] bytes(BinaryRowData row) {
        return BinarySegmentUtils.copyToBytes(
                row.getSegments(), row.getOffset(), row.getSizeInBytes());
    }
}
