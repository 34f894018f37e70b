// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.flink.connector.vitess.proto.query.Type;

/**
 * What a tablet makes of the values in the binlog when it takes their column for another one: it
 * cuts their bytes by the binlog's type, and reads sign and labels by the other column.
 */
final class TakenValue {
    private TakenValue() {}

    /**
     * How values that are not NULL are read.
     *
     * @param table the table's name
     * @param logged the column when they were written
     * @param taken the column that the tablet takes it for
     */
    static UnaryOperator<byte[]> reading(
            String table, ColumnDefinition logged, ColumnDefinition taken) {
        if (ServerLabels.has(logged) || ServerLabels.has(taken)) {
            return relabeled(table, logged, taken);
        }
        if (TableMap.isIntegral(logged.type())
                && TableMap.isUnsigned(logged.type()) != TableMap.isUnsigned(taken.type())) {
            BigInteger range = BigInteger.ONE.shiftLeft(bits(logged.type()));
            return value -> signed(value, range, TableMap.isUnsigned(taken.type()));
        }
        if (logged.type() == Type.BINARY && logged.collation().equals(Collation.BINARY)) {
            boolean filled = taken.columnType().toLowerCase(Locale.ROOT).startsWith("binary");
            return filled ? UnaryOperator.identity() : TakenValue::withoutZeros;
        }
        return UnaryOperator.identity();
    }

    private static UnaryOperator<byte[]> relabeled(
            String table, ColumnDefinition logged, ColumnDefinition taken) {
        if (ServerLabels.isEnum(logged) && ServerLabels.isEnum(taken)) {
            return value ->
                    label(table, logged, taken, ServerLabels.numbers(logged, text(value)).get(0));
        }
        if (ServerLabels.isSet(logged) && ServerLabels.isSet(taken)) {
            return value -> members(table, taken, ServerLabels.numbers(logged, text(value)));
        }
        return value -> {
            throw failed(
                    ServerLabels.isEnum(taken) ? "ENUM" : "SET",
                    "no valid integer value found for column %s in table %s, bytes: 0"
                            .formatted(taken.name(), table));
        };
    }

    private static byte[] label(
            String table, ColumnDefinition logged, ColumnDefinition taken, int number) {
        List<String> labels = ServerLabels.of(taken);
        if (number > labels.size()) {
            throw failed(
                    "ENUM",
                    "no string value found for ENUM column %s in table %s -- with available values being: %s -- using the found integer value: %d"
                            .formatted(taken.name(), table, print(labels), number));
        }
        return bytes(number == 0 ? "" : labels.get(number - 1));
    }

    private static byte[] members(String table, ColumnDefinition taken, List<Integer> numbers) {
        List<String> labels = ServerLabels.of(taken);
        List<String> members = new ArrayList<>();
        for (int number : numbers.stream().sorted().toList()) {
            if (number > labels.size()) {
                throw failed(
                        "SET",
                        "no valid integer value found for SET column %s in table %s, bytes: "
                                .formatted(taken.name(), table));
            }
            members.add(labels.get(number - 1));
        }
        return bytes(String.join(",", members));
    }

    /** As Go prints a map. */
    private static String print(List<String> labels) {
        StringBuilder map = new StringBuilder("map[");
        for (int i = 0; i < labels.size(); i++) {
            map.append(i == 0 ? "" : " ").append(i + 1).append(':').append(labels.get(i));
        }
        return map.append(']').toString();
    }

    private static StreamFailure failed(String kind, String cause) {
        return StreamFailure.ofTablet(
                Status.Code.UNKNOWN,
                "%s\nfailed to perform %s column integer to string value mapping"
                        .formatted(cause, kind));
    }

    private static byte[] signed(byte[] value, BigInteger range, boolean unsigned) {
        BigInteger number = new BigInteger(text(value));
        if (unsigned && number.signum() < 0) {
            return bytes(number.add(range).toString());
        }
        boolean negative = number.compareTo(range.shiftRight(1)) >= 0;
        return !unsigned && negative ? bytes(number.subtract(range).toString()) : value;
    }

    private static int bits(Type type) {
        return switch (type) {
            case INT8, UINT8 -> 8;
            case INT16, UINT16 -> 16;
            case INT24, UINT24 -> 24;
            case INT32, UINT32 -> 32;
            case INT64, UINT64 -> 64;
            default -> throw new IllegalArgumentException("no integer: " + type);
        };
    }

    /** The binlog leaves them out, and the tablet puts them back for a BINARY. */
    private static byte[] withoutZeros(byte[] value) {
        int length = value.length;
        while (length > 0 && value[length - 1] == 0) {
            length--;
        }
        return Arrays.copyOf(value, length);
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
