// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.deserialization;

import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.value.Temporals;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonGenerator;

/** Writes the values of columns as JSON, where Debezium leaves a choice by its options. */
record DebeziumValues(Unsigned unsigned, Decimals decimals, Times times, Binaries binaries)
        implements Serializable {

    /** What is written unless an option says otherwise. */
    static final DebeziumValues DEFAULTS =
            new DebeziumValues(Unsigned.LONG, Decimals.STRING, Times.STRING, Binaries.BYTES);

    /** {@code bigint.unsigned.handling.mode}. */
    enum Unsigned {
        LONG,
        STRING,
        PRECISE
    }

    /** {@code decimal.handling.mode}. */
    enum Decimals {
        STRING,
        DOUBLE,
        PRECISE
    }

    /** {@code time.precision.mode}. */
    enum Times {
        STRING,
        ADAPTIVE_TIME_MICROSECONDS
    }

    /** {@code binary.handling.mode}. */
    enum Binaries {
        BYTES,
        BASE64,
        BASE64_URL_SAFE,
        HEX
    }

    /**
     * The same with another value of an option.
     *
     * @throws IllegalArgumentException if there is no such option, or it has no such value
     */
    DebeziumValues with(String option, String value) {
        return switch (option) {
            case "bigint.unsigned.handling.mode" ->
                    new DebeziumValues(
                            of(option, value, Unsigned.values()), decimals, times, binaries);
            case "decimal.handling.mode" ->
                    new DebeziumValues(
                            unsigned, of(option, value, Decimals.values()), times, binaries);
            case "time.precision.mode" ->
                    new DebeziumValues(
                            unsigned, decimals, of(option, value, Times.values()), binaries);
            case "binary.handling.mode" ->
                    new DebeziumValues(
                            unsigned, decimals, times, of(option, value, Binaries.values()));
            default ->
                    throw new IllegalArgumentException(
                            String.format(
                                    "'%s' is no option of Debezium's that says how values are"
                                            + " written: use bigint.unsigned.handling.mode,"
                                            + " decimal.handling.mode, time.precision.mode or"
                                            + " binary.handling.mode",
                                    option));
        };
    }

    private static <E extends Enum<E>> E of(String option, String value, E[] all) {
        return Arrays.stream(all)
                .filter(mode -> mode.name().equalsIgnoreCase(value.replace('-', '_')))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "'%s' is not supported as '%s': use one of %s"
                                                .formatted(value, option, names(all))));
    }

    private static String names(Enum<?>[] all) {
        return Arrays.stream(all)
                .map(mode -> mode.name().toLowerCase(Locale.ROOT))
                .map(name -> name.startsWith("base64") ? name.replace('_', '-') : name)
                .collect(Collectors.joining(", "));
    }

    /**
     * Writes a value.
     *
     * @param value as {@code JavaValues} has it
     * @throws IllegalArgumentException if it cannot be written in this way
     */
    void write(JsonGenerator json, Column column, Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof BigInteger number) {
            writeUnsigned(json, number);
        } else if (value instanceof BigDecimal number) {
            writeDecimal(json, number);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Float number) {
            json.writeNumber(number);
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof byte[] bytes) {
            writeBytes(json, column, bytes);
        } else {
            writeText(json, column, (String) value);
        }
    }

    private void writeUnsigned(JsonGenerator json, BigInteger number) throws IOException {
        switch (unsigned) {
            case LONG -> json.writeNumber(number);
            case STRING -> json.writeString(number.toString());
            case PRECISE -> json.writeBinary(number.toByteArray());
        }
    }

    private void writeDecimal(JsonGenerator json, BigDecimal number) throws IOException {
        switch (decimals) {
            case STRING -> json.writeString(number.toPlainString());
            case DOUBLE -> json.writeNumber(number.doubleValue());
            case PRECISE -> json.writeBinary(number.unscaledValue().toByteArray());
        }
    }

    private void writeBytes(JsonGenerator json, Column column, byte[] bytes) throws IOException {
        boolean chosen =
                switch (column.type()) {
                    case BINARY, VARBINARY, BLOB -> true;
                    default -> false;
                };
        if (column.columnType().equals("bit(1)")) {
            json.writeBoolean(bytes[0] != 0);
        } else if (chosen && binaries == Binaries.HEX) {
            json.writeString(HexFormat.of().formatHex(bytes));
        } else if (chosen && binaries == Binaries.BASE64_URL_SAFE) {
            json.writeString(Base64.getUrlEncoder().encodeToString(bytes));
        } else {
            json.writeBinary(bytes);
        }
    }

    private void writeText(JsonGenerator json, Column column, String text) throws IOException {
        boolean isTime =
                switch (column.type()) {
                    case DATE, TIME, DATETIME -> true;
                    default -> false;
                };
        if (isTime && times == Times.ADAPTIVE_TIME_MICROSECONDS) {
            json.writeNumber(number(column, text));
        } else {
            json.writeString(column.type() == MySqlType.TIMESTAMP ? text + "Z" : text);
        }
    }

    /** Days, or microseconds, or for up to three digits of a second milliseconds, since 1970. */
    private static long number(Column column, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        long number =
                switch (column.type()) {
                    case DATE -> Temporals.date(bytes, 0, bytes.length);
                    case TIME -> Temporals.time(bytes, 0, bytes.length);
                    default -> Temporals.datetime(bytes, 0, bytes.length);
                };
        if (number == Temporals.NO_DATE) {
            throw new IllegalArgumentException(
                    String.format(
                            "column '%s' has the date %s, which no calendar has: set Debezium's"
                                    + " 'time.precision.mode' to 'string'",
                            column.name(), text));
        }
        return column.type() == MySqlType.DATETIME && digits(column) <= 3
                ? Math.floorDiv(number, 1000)
                : number;
    }

    /** Of the fraction of a second, as in {@code datetime(6)}. */
    private static int digits(Column column) {
        String type = column.columnType();
        return type.endsWith(")") ? type.charAt(type.length() - 2) - '0' : 0;
    }
}
