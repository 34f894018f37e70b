// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.util.Collector;

/**
 * Each change as a line for {@code Replay}: the key's columns as one, numbers as numbers and all
 * else in hex, then the last column.
 */
final class KeyLines implements VitessDeserializationSchema<String> {

    private static final long serialVersionUID = 1;

    @Override
    public void deserialize(RowChange change, Collector<String> out) {
        String what =
                switch (change.kind()) {
                    case INSERT -> (change.source().snapshot() ? "r " : "c ") + row(change.after());
                    case UPDATE -> "u " + row(change.before()) + " -> " + row(change.after());
                    case DELETE -> "d " + row(change.before());
                };
        out.collect(change.source().shard().name() + " " + change.source().table() + " " + what);
    }

    private static String row(Optional<RowImage> image) {
        RowImage row = image.orElseThrow();
        int last = row.schema().columns().size() - 1;
        return IntStream.range(0, last)
                .mapToObj(column -> value(row, column))
                .collect(Collectors.joining("_", "[", ", " + value(row, last) + "]"));
    }

    /** The log spells decimals and doubles in another way than the copy. */
    private static String value(RowImage row, int index) {
        Column column = row.schema().columns().get(index);
        byte[] bytes = row.bytes(index);
        return switch (column.type()) {
            case INT32, INT64, UINT64, DECIMAL, FLOAT64 ->
                    new BigDecimal(new String(bytes, StandardCharsets.US_ASCII))
                            .stripTrailingZeros()
                            .toPlainString();
            default -> HexFormat.of().formatHex(bytes);
        };
    }

    @Override
    public TypeInformation<String> getProducedType() {
        return Types.STRING;
    }
}
