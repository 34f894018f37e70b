// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import java.util.function.Function;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarCharType;

/** Ten columns such as a table of orders has, and values for them as MySQL writes them. */
public enum SampleColumn {
    ID(Type.INT64, "bigint", new BigIntType(), SampleColumn::bigint),
    CUSTOMER(Type.INT64, "bigint", new BigIntType(), SampleColumn::bigint),
    PRODUCT(Type.INT64, "bigint", new BigIntType(), SampleColumn::bigint),
    QUANTITY(Type.INT32, "int", new IntType(), r -> "" + r.nextInt(1_000)),
    STATUS(Type.INT32, "int", new IntType(), r -> "" + r.nextInt(10)),
    WEIGHT(Type.FLOAT64, "double", new DoubleType(), r -> "" + r.nextInt(100_000) / 1_000.0),
    EMAIL(Type.VARCHAR, "varchar(100)", text(), r -> letters(r, 16) + "@example.com"),
    CITY(Type.VARCHAR, "varchar(100)", text(), r -> letters(r, 7) + "\u00fc" + letters(r, 2)),
    PLACED(Type.DATETIME, "datetime(6)", new TimestampType(6), SampleColumn::datetime),
    PRICE(Type.DECIMAL, "decimal(18,2)", new DecimalType(18, 2), SampleColumn::decimal);

    private static final SampleColumn[] ALL = values();
    private static final int BINARY = 63;
    private static final int UTF8MB4_0900_AI_CI = 255;

    private final Type type;
    private final String columnType;
    private final LogicalType flinkType;
    private final Function<Random, String> values;

    SampleColumn(
            Type type, String columnType, LogicalType flinkType, Function<Random, String> values) {
        this.type = type;
        this.columnType = columnType;
        this.flinkType = flinkType;
        this.values = values;
    }

    /** The column at a place of a table whose columns repeat these. */
    public static SampleColumn at(int place) {
        return ALL[place % ALL.length];
    }

    /** The type on the wire. */
    public Type type() {
        return type;
    }

    /** The type as MySQL spells it. */
    public String columnType() {
        return columnType;
    }

    /** The type as Flink declares it. */
    public LogicalType flinkType() {
        return flinkType;
    }

    /** A value, as MySQL writes it. */
    public String randomValue(Random random) {
        return values.apply(random);
    }

    Field.Builder field(String name) {
        return Field.newBuilder()
                .setName(name)
                .setType(type)
                .setColumnType(columnType)
                .setCharset(type == Type.VARCHAR ? UTF8MB4_0900_AI_CI : BINARY);
    }

    private static LogicalType text() {
        return new VarCharType(VarCharType.MAX_LENGTH);
    }

    private static String bigint(Random random) {
        return Long.toString(random.nextLong(100_000_000_000L));
    }

    private static String decimal(Random random) {
        return random.nextInt(100_000) + "." + (10 + random.nextInt(90));
    }

    private static String datetime(Random random) {
        LocalDateTime time =
                LocalDateTime.of(2026, 1, 1, 0, 0)
                        .plusNanos(random.nextLong(30_000_000_000_000L) * 1_000);
        return time.format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS"));
    }

    private static String letters(Random random, int count) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < count; i++) {
            letters.append((char) ('a' + random.nextInt(26)));
        }
        return letters.toString();
    }
}
