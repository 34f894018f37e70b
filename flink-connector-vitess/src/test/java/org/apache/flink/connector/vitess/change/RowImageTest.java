// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.junit.jupiter.api.Test;

class RowImageTest {

    private static final TableSchema SCHEMA =
            new TableSchema("shop", "t", List.of(column("a"), column("b"), column("c")));

    @Test
    void valuesStandBackToBackWithoutTheNulls() {
        RowImage row = new RowImage(SCHEMA, new byte[] {1, 2, 3}, new int[] {2, -1, 1});

        assertThat(row.bytes("a")).containsExactly(1, 2);
        assertThat(row.isNull(1)).isTrue();
        assertThat(row.bytes("b")).isNull();
        assertThat(row.bytes(2)).containsExactly(3);
    }

    @Test
    void emptyIsNotNull() {
        RowImage row = new RowImage(SCHEMA, new byte[0], new int[] {0, -1, 0});

        assertThat(row.isNull(0)).isFalse();
        assertThat(row.bytes(0)).isEmpty();
    }

    @Test
    void lengthsThatDoNotAddUpAreRefused() {
        assertThatThrownBy(() -> new RowImage(SCHEMA, new byte[1], new int[] {1, -1}))
                .hasMessageContaining("2 values for 3 columns");
        assertThatThrownBy(() -> new RowImage(SCHEMA, new byte[1], new int[] {1, 1, -1}))
                .hasMessageContaining("2 bytes in a row of 1 bytes");
        assertThatThrownBy(() -> new RowImage(SCHEMA, new byte[1], new int[] {1, -2, 0}))
                .hasMessageContaining("-2 bytes");
        int huge = Integer.MAX_VALUE;
        assertThatThrownBy(() -> new RowImage(SCHEMA, new byte[1], new int[] {huge, huge, 3}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void valuesAreFoundInsideALargerBuffer() {
        // The lengths 2, NULL and 300 as zigzag varints, and elsewhere the values.
        byte[] buffer = new byte[400];
        System.arraycopy(new byte[] {4, 1, (byte) 0xD8, 4}, 0, buffer, 7, 4);
        buffer[50] = 1;
        buffer[351] = 2;
        RowImage row = new RowImage(RowLayout.of(SCHEMA), buffer, 7, 11, 50, 352);

        assertThat(row.bytes(2)).hasSize(300).startsWith(0).endsWith(2);
        assertThat(row.bytes(0)).containsExactly(1, 0);
        assertThat(row.isNull(1)).isTrue();
        assertThat(row.buffer()).isSameAs(buffer);
        assertThat(row).hasToString("RowImage of t, 302 bytes");
    }

    @Test
    void wantedColumnsAreLocatedWithoutTheOthers() {
        RowImage row = new RowImage(SCHEMA, new byte[] {1, 2, 3}, new int[] {2, -1, 1});
        int first = row.buffer().length - 3;
        int[] starts = new int[3];
        int[] lengths = new int[3];

        row.locate(new int[] {1}, starts, lengths);
        assertThat(starts).containsExactly(0, first + 2, 0);
        assertThat(lengths).containsExactly(0, -1, 0);
        row.locate(new int[] {0, 1, 2}, starts, lengths);
        assertThat(starts).containsExactly(first, first + 2, first + 2);
        assertThat(lengths).containsExactly(2, -1, 1);
    }

    @Test
    void eachColumnOfAWideRowIsFoundByAllWays() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int[] lengths =
                    random.ints(random.nextInt(60), -1, random.nextBoolean() ? 64 : 70).toArray();
            byte[] values =
                    new byte[IntStream.of(lengths).map(length -> Math.max(length, 0)).sum()];
            random.nextBytes(values);
            RowImage row = new RowImage(wide(lengths.length), values, lengths);
            int[] wanted =
                    IntStream.range(0, lengths.length)
                            .filter(i -> random.nextInt(9) == 0)
                            .toArray();
            int[] starts = new int[lengths.length];
            int[] located = new int[lengths.length];
            row.locate(wanted, starts, located);

            int start = 0;
            for (int i = 0; i < lengths.length; i++) {
                byte[] value =
                        lengths[i] < 0
                                ? null
                                : Arrays.copyOfRange(values, start, start + lengths[i]);
                start += Math.max(lengths[i], 0);
                assertThat(row.bytes(i)).as("column %d, seed %d", i, seed).isEqualTo(value);
                if (Arrays.binarySearch(wanted, i) >= 0) {
                    assertThat(located[i]).as("column %d, seed %d", i, seed).isEqualTo(lengths[i]);
                    assertThat(row.buffer().length - starts[i])
                            .as("column %d, seed %d", i, seed)
                            .isEqualTo(values.length - start + Math.max(lengths[i], 0));
                }
            }
        }
    }

    @Test
    void aWrongLengthAmongMoreThanEightIsRefused() {
        for (int wrong = 0; wrong < 20; wrong++) {
            for (int length : new int[] {-2, -64, 1}) {
                int[] lengths = new int[20];
                lengths[wrong] = length;
                // As many as if the sign were no part of the length.
                byte[] values = new byte[Math.max(0, -length - 1)];
                assertThatThrownBy(() -> new RowImage(wide(20), values, lengths))
                        .as("length %d at %d", length, wrong)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(length + " bytes");
            }
        }
    }

    private static TableSchema wide(int columns) {
        return new TableSchema(
                "shop", "t", IntStream.range(0, columns).mapToObj(i -> column("c" + i)).toList());
    }

    @Test
    void lengthsMayTakeMoreBytesThanTheyNeed() {
        byte[] buffer = {(byte) 0x82, (byte) 0x80, 0, (byte) 0x81, 0, 0, 9};
        RowImage row = new RowImage(RowLayout.of(SCHEMA), buffer, 0, 6, 6, 7);

        assertThat(row.bytes(0)).containsExactly(9);
        assertThat(row.isNull(1)).isTrue();
        assertThat(row.bytes(2)).isEmpty();
    }

    @Test
    void lengthsThatEndInTheMiddleOfANumberAreRefused() {
        byte[] endless = new byte[12];
        Arrays.fill(endless, (byte) -1);

        assertThatThrownBy(
                        () -> new RowImage(RowLayout.of(SCHEMA), new byte[] {1, 1, -1}, 0, 3, 3, 3))
                .hasMessageContaining("The last length is cut off");
        endless[11] = 0;
        assertThatThrownBy(() -> new RowImage(RowLayout.of(SCHEMA), endless, 0, 12, 12, 12))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 64 bits");
    }

    @Test
    void anUnknownColumnIsNamed() {
        RowImage row = new RowImage(SCHEMA, new byte[0], new int[] {-1, -1, -1});

        assertThatThrownBy(() -> row.bytes("nope")).hasMessageContaining("no column 'nope'");
    }

    private static Column column(String name) {
        return new Column(name, MySqlType.VARBINARY, "varbinary(9)", 63, false, false);
    }
}
