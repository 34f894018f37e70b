// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.deserialization;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.formats.common.TimestampFormat;
import org.apache.flink.formats.json.debezium.DebeziumJsonDeserializationSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.conversion.RowRowConverter;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;

/** Flink's {@code debezium-json} reads our JSON, by the types of the table in the documentation. */
class DebeziumJsonFormatTest {

    /**
     * A value and what Flink reads.
     *
     * @param mySql the row of the documentation
     * @param shown the value that Flink read, as Java prints it
     */
    private record Example(
            String mySql,
            MySqlType type,
            String columnType,
            int collation,
            String value,
            DataType flink,
            String shown) {}

    private static final List<Example> EXAMPLES =
            List.of(
                    binary(
                            "BOOL, TINYINT(1)",
                            MySqlType.INT8,
                            "tinyint(1)",
                            "1",
                            DataTypes.TINYINT(),
                            "1"),
                    binary(
                            "TINYINT",
                            MySqlType.INT8,
                            "tinyint",
                            "-128",
                            DataTypes.TINYINT(),
                            "-128"),
                    binary(
                            "TINYINT UNSIGNED",
                            MySqlType.UINT8,
                            "tinyint unsigned",
                            "255",
                            DataTypes.SMALLINT(),
                            "255"),
                    binary(
                            "SMALLINT",
                            MySqlType.INT16,
                            "smallint",
                            "-32768",
                            DataTypes.SMALLINT(),
                            "-32768"),
                    binary(
                            "SMALLINT UNSIGNED",
                            MySqlType.UINT16,
                            "smallint unsigned",
                            "65535",
                            DataTypes.INT(),
                            "65535"),
                    binary(
                            "MEDIUMINT",
                            MySqlType.INT24,
                            "mediumint",
                            "-8388608",
                            DataTypes.INT(),
                            "-8388608"),
                    binary(
                            "MEDIUMINT UNSIGNED",
                            MySqlType.UINT24,
                            "mediumint unsigned",
                            "16777215",
                            DataTypes.INT(),
                            "16777215"),
                    binary(
                            "INT",
                            MySqlType.INT32,
                            "int",
                            "-2147483648",
                            DataTypes.INT(),
                            "-2147483648"),
                    binary(
                            "INT UNSIGNED",
                            MySqlType.UINT32,
                            "int unsigned",
                            "4294967295",
                            DataTypes.BIGINT(),
                            "4294967295"),
                    binary(
                            "BIGINT",
                            MySqlType.INT64,
                            "bigint",
                            "-9223372036854775808",
                            DataTypes.BIGINT(),
                            "-9223372036854775808"),
                    binary(
                            "BIGINT UNSIGNED",
                            MySqlType.UINT64,
                            "bigint unsigned",
                            "18446744073709551615",
                            DataTypes.DECIMAL(20, 0),
                            "18446744073709551615"),
                    binary("YEAR", MySqlType.YEAR, "year", "2024", DataTypes.INT(), "2024"),
                    binary(
                            "DECIMAL(p, s)",
                            MySqlType.DECIMAL,
                            "decimal(38,10)",
                            "-1234567890123456789012345678.0123456789",
                            DataTypes.DECIMAL(38, 10),
                            "-1234567890123456789012345678.0123456789"),
                    binary(
                            "FLOAT",
                            MySqlType.FLOAT32,
                            "float",
                            "1.5e20",
                            DataTypes.FLOAT(),
                            "1.5E20"),
                    binary(
                            "DOUBLE",
                            MySqlType.FLOAT64,
                            "double",
                            "-1.7976931348623157e308",
                            DataTypes.DOUBLE(),
                            "-1.7976931348623157E308"),
                    binary(
                            "DATE",
                            MySqlType.DATE,
                            "date",
                            "2024-02-29",
                            DataTypes.DATE(),
                            "2024-02-29"),
                    binary(
                            "TIME",
                            MySqlType.TIME,
                            "time",
                            "23:59:59",
                            DataTypes.TIME(0),
                            "23:59:59"),
                    binary(
                            "TIME(f)",
                            MySqlType.TIME,
                            "time(6)",
                            "-838:59:59.000001",
                            DataTypes.STRING(),
                            "-838:59:59.000001"),
                    binary(
                            "DATETIME(f)",
                            MySqlType.DATETIME,
                            "datetime(6)",
                            "2024-02-29 12:34:56.123456",
                            DataTypes.TIMESTAMP(6),
                            "2024-02-29T12:34:56.123456"),
                    binary(
                            "TIMESTAMP(f)",
                            MySqlType.TIMESTAMP,
                            "timestamp(6)",
                            "2024-02-29 12:34:56.123456",
                            DataTypes.TIMESTAMP_LTZ(6),
                            "2024-02-29T12:34:56.123456Z"),
                    text(
                            "CHAR(n)",
                            MySqlType.CHAR,
                            "char(9)",
                            "ä 日 😀 \"",
                            DataTypes.STRING(),
                            "ä 日 😀 \""),
                    text(
                            "VARCHAR(n)",
                            MySqlType.VARCHAR,
                            "varchar(9)",
                            "a\n",
                            DataTypes.STRING(),
                            "a\n"),
                    text(
                            "TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT",
                            MySqlType.TEXT,
                            "text",
                            "x",
                            DataTypes.STRING(),
                            "x"),
                    binary(
                            "BINARY(n)",
                            MySqlType.BINARY,
                            "binary(3)",
                            "\0\1\2",
                            DataTypes.BYTES(),
                            "AAEC"),
                    binary(
                            "VARBINARY(n)",
                            MySqlType.VARBINARY,
                            "varbinary(3)",
                            "\0\1",
                            DataTypes.BYTES(),
                            "AAE="),
                    binary(
                            "TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB",
                            MySqlType.BLOB,
                            "blob",
                            "\u00ff",
                            DataTypes.BYTES(),
                            "/w=="),
                    binary("BIT(1)", MySqlType.BIT, "bit(1)", "\1", DataTypes.BOOLEAN(), "true"),
                    binary("BIT(n)", MySqlType.BIT, "bit(9)", "\1\2", DataTypes.BYTES(), "AQI="),
                    text("ENUM", MySqlType.ENUM, "enum('a','b')", "b", DataTypes.STRING(), "b"),
                    text("SET", MySqlType.SET, "set('a','b')", "a,b", DataTypes.STRING(), "a,b"),
                    binary(
                            "JSON",
                            MySqlType.JSON,
                            "json",
                            "{\"a\": [1, null]}",
                            DataTypes.STRING(),
                            "{\"a\": [1, null]}"),
                    binary(
                            "GEOMETRY, POINT, LINESTRING, POLYGON, MULTI..., GEOMETRYCOLLECTION",
                            MySqlType.GEOMETRY,
                            "point",
                            "\0\0",
                            DataTypes.BYTES(),
                            "AAA="),
                    binary(
                            "VECTOR(n)",
                            MySqlType.VECTOR,
                            "vector(1)",
                            "\0\0\u0080?",
                            DataTypes.BYTES(),
                            "AACAPw=="));

    private static Example text(
            String mySql,
            MySqlType type,
            String columnType,
            String value,
            DataType flink,
            String shown) {
        return new Example(mySql, type, columnType, 255, value, flink, shown);
    }

    private static Example binary(
            String mySql,
            MySqlType type,
            String columnType,
            String value,
            DataType flink,
            String shown) {
        return new Example(mySql, type, columnType, 63, value, flink, shown);
    }

    @Test
    void flinksFormatReadsEveryType() throws IOException {
        assertThat(read(json(image())))
                .as(json(image()))
                .containsExactlyElementsOf(EXAMPLES.stream().map(Example::shown).toList());
    }

    @Test
    void theDocumentSaysWhatToDeclare() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "datastream.md"));

        assertThat(EXAMPLES)
                .allSatisfy(
                        example ->
                                assertThat(document)
                                        .contains(
                                                "| %s | `%s` |"
                                                        .formatted(
                                                                example.mySql(),
                                                                declared(example))));
    }

    /** Each type of the table in the other document has its example. */
    @Test
    void everyTypeOfTheDocumentIsTried() throws IOException {
        List<String> types;
        try (Stream<String> lines = Files.lines(Path.of("..", "docs", "types.md"))) {
            types =
                    lines.filter(line -> line.matches("\\| [A-Z][^|]* \\| `.*"))
                            .map(line -> line.split("\\|")[1].strip())
                            .distinct()
                            .toList();
        }

        assertThat(types).hasSizeGreaterThan(25);
        assertThat(EXAMPLES).extracting(Example::mySql).containsAll(types);
    }

    private static String declared(Example example) {
        return example.flink()
                .getLogicalType()
                .asSerializableString()
                .replace("VARCHAR(2147483647)", "STRING")
                .replace("VARBINARY(2147483647)", "BYTES")
                .replace("(38, 10)", "(p, s)")
                .replace("TIMESTAMP(6) WITH LOCAL TIME ZONE", "TIMESTAMP_LTZ(p)")
                .replace("(6)", "(p)")
                .replace("TIME(0)", "TIME");
    }

    private static RowImage image() {
        List<Column> columns = new ArrayList<>();
        int[] lengths = new int[EXAMPLES.size()];
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            Example example = EXAMPLES.get(i);
            columns.add(
                    new Column(
                            "c" + i,
                            example.type(),
                            example.columnType(),
                            example.collation(),
                            false,
                            false));
            values.add(example.value().getBytes(example.collation() == 63 ? ISO_8859_1 : UTF_8));
            lengths[i] = values.get(i).length;
        }
        byte[] all = new byte[values.stream().mapToInt(value -> value.length).sum()];
        int at = 0;
        for (byte[] value : values) {
            System.arraycopy(value, 0, all, at, value.length);
            at += value.length;
        }
        return new RowImage(new TableSchema("shop", "t", columns), all, lengths);
    }

    private static String json(RowImage image) throws IOException {
        List<String> lines = new ArrayList<>();
        new org.apache.flink.connector.vitess.deserialization.DebeziumJsonDeserializationSchema()
                .deserialize(
                        new RowChange(
                                Optional.empty(),
                                Optional.of(image),
                                new ChangeSource(
                                        new Shard("shop", "-"), "t", "", Optional.empty(), "")),
                        new ListCollector<>(lines));
        return lines.get(0);
    }

    private static List<String> read(String json) throws IOException {
        DataType row =
                DataTypes.ROW(
                        IntStream.range(0, EXAMPLES.size())
                                .mapToObj(i -> DataTypes.FIELD("c" + i, EXAMPLES.get(i).flink()))
                                .toArray(DataTypes.Field[]::new));
        List<RowData> rows = new ArrayList<>();
        DebeziumJsonDeserializationSchema format =
                new DebeziumJsonDeserializationSchema(
                        row,
                        List.of(),
                        InternalTypeInfo.of(row.getLogicalType()),
                        false,
                        false,
                        TimestampFormat.SQL);
        try {
            format.open(null);
        } catch (Exception e) {
            throw new IOException(e);
        }
        format.deserialize(json.getBytes(UTF_8), new ListCollector<>(rows));
        assertThat(rows).hasSize(1);
        RowRowConverter converter = RowRowConverter.create(row);
        converter.open(DebeziumJsonFormatTest.class.getClassLoader());
        Row external = converter.toExternal(rows.get(0));
        return IntStream.range(0, EXAMPLES.size())
                .mapToObj(i -> shown(external.getField(i)))
                .toList();
    }

    private static String shown(Object value) {
        return value instanceof byte[] bytes
                ? Base64.getEncoder().encodeToString(bytes)
                : String.valueOf(value);
    }
}
