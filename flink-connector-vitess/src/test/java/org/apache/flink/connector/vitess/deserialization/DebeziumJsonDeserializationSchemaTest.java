// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.deserialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.change.TransactionBoundary;
import org.apache.flink.connector.vitess.change.TransactionBoundary.Kind;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebeziumJsonDeserializationSchemaTest {

    private static final TableSchema SCHEMA =
            new TableSchema(
                    "shop",
                    "t",
                    List.of(
                            new Column("id", MySqlType.UINT64, "bigint unsigned", 63, true, true),
                            new Column("price", MySqlType.DECIMAL, "decimal(9,2)", 63, false, true),
                            new Column("note", MySqlType.TEXT, "text", 255, false, false),
                            new Column("raw", MySqlType.BLOB, "blob", 63, false, false),
                            new Column("at", MySqlType.DATETIME, "datetime", 63, false, false)));

    private static final String UUID = "8bc65c84-3fe4-11ed-a912-257f0fcdd6c9";

    private static final ChangeSource LOGGED = source(true);

    private static final String ROW_1 =
            "{\"id\":18446744073709551615,\"price\":\"0.50\",\"note\":\"say \\\"é\\\"\","
                    + "\"raw\":\"AAE=\",\"at\":\"2024-02-29 12:00:00\"}";

    @Test
    void anUpdateHasBothImages() throws IOException {
        assertThat(json(Optional.of(row1()), Optional.of(nulls()), true))
                .isEqualTo(
                        "{\"before\":"
                                + ROW_1
                                + ",\"after\":{\"id\":1,\"price\":\"2.00\",\"note\":null,\"raw\":null,"
                                + "\"at\":null},\"source\":{\"connector\":\"vitess\","
                                + "\"ts_ms\":1700000000000,\"snapshot\":\"false\",\"db\":\"shop\","
                                + "\"keyspace\":\"shop\",\"shard\":\"-80\",\"table\":\"t\","
                                + "\"gtid\":\""
                                + UUID
                                + ":7\"},\"op\":\"u\",\"ts_ms\":1700000000000}");
    }

    @Test
    void insertsDeletesAndCopiedRowsHaveTheirLetters() throws IOException {
        assertThat(json(Optional.empty(), Optional.of(row1()), true))
                .startsWith("{\"before\":null,\"after\":" + ROW_1)
                .contains("\"op\":\"c\"");
        assertThat(json(Optional.of(row1()), Optional.empty(), true))
                .contains("\"after\":null", "\"op\":\"d\"");
        assertThat(json(Optional.empty(), Optional.of(row1()), false))
                .contains("\"op\":\"r\"", "\"snapshot\":\"true\"")
                .endsWith("\"ts_ms\":0}");
    }

    @Test
    void aChangeHasItsPlaceInTheTransactionIfItIsWanted() throws IOException {
        String gtid = UUID + ":7";

        assertThat(json(schema().withTransactions(), change(LOGGED)))
                .contains(
                        "\"gtid\":\""
                                + gtid
                                + "\",\"vgtid\":\"[{\\\"keyspace\\\":\\\"shop\\\","
                                + "\\\"shard\\\":\\\"-80\\\",\\\"gtid\\\":\\\"MySQL56/"
                                + UUID
                                + ":1-7\\\"}]\"}")
                .endsWith(
                        ",\"ts_ms\":1700000000000,\"transaction\":{\"id\":\""
                                + gtid
                                + "\",\"total_order\":5,\"data_collection_order\":2}}");
        assertThat(json(schema(), change(LOGGED))).doesNotContain("vgtid", "transaction");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bigint.unsigned.handling.mode | long | 'id':18446744073709551615",
                "bigint.unsigned.handling.mode | string | 'id':'18446744073709551615'",
                "bigint.unsigned.handling.mode | precise | 'id':'AP//////////'",
                "decimal.handling.mode | string | 'price':'0.50'",
                "decimal.handling.mode | double | 'price':0.5",
                "decimal.handling.mode | precise | 'price':'Mg=='",
                "time.precision.mode | string | 'at':'2024-02-29 12:00:00'",
                "time.precision.mode | adaptive_time_microseconds | 'at':1709208000000",
                "binary.handling.mode | bytes | 'raw':'AAE='",
                "binary.handling.mode | base64 | 'raw':'AAE='",
                "binary.handling.mode | base64-url-safe | 'raw':'AAE='",
                "binary.handling.mode | hex | 'raw':'0001'",
            })
    void anOptionOfDebeziumsGivesItsForm(String option, String value, String field)
            throws IOException {
        assertThat(
                        json(
                                schema().withDebeziumOption(option, value).withTransactions(),
                                change(LOGGED)))
                .contains(field.replace('\'', '"'));
    }

    @Test
    void anOptionThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> schema().withDebeziumOption("time.precision.mode", "connect"))
                .hasMessage(
                        "'connect' is not supported as 'time.precision.mode': use one of string,"
                                + " adaptive_time_microseconds");
        assertThatThrownBy(() -> schema().withDebeziumOption("tombstones.on.delete", "true"))
                .hasMessageContaining("'tombstones.on.delete' is no option of Debezium's");
    }

    @Test
    void aDateOfNoCalendarIsNoNumber() {
        String text = "1" + "0.50" + "0000-00-00 00:00:00";
        RowImage row =
                new RowImage(
                        SCHEMA,
                        text.getBytes(StandardCharsets.UTF_8),
                        new int[] {1, 4, -1, -1, 19});
        DebeziumJsonDeserializationSchema numbers =
                schema().withDebeziumOption("time.precision.mode", "adaptive_time_microseconds");

        assertThatThrownBy(() -> json(numbers, new RowChange(null, row, LOGGED, 1, 1)))
                .hasMessage(
                        "column 'at' has the date 0000-00-00 00:00:00, which no calendar has: set"
                                + " Debezium's 'time.precision.mode' to 'string'");
    }

    @Test
    void aCopiedRowHasNoTransaction() throws IOException {
        assertThat(json(schema().withTransactions(), change(source(false))))
                .contains("\"gtid\":\"\",\"vgtid\":null}")
                .endsWith(",\"transaction\":null}");
    }

    @Test
    void theBoundariesOfATransactionAreThoseOfDebeziumsTopic() throws IOException {
        List<String> lines = new ArrayList<>();
        DebeziumJsonDeserializationSchema schema = schema().withTransactionBoundaries();
        schema.deserialize(
                new TransactionBoundary(Kind.BEGIN, LOGGED, new TreeMap<>()),
                new ListCollector<>(lines));
        schema.deserialize(
                new TransactionBoundary(
                        Kind.END, LOGGED, new TreeMap<>(Map.of("t", 2L, "other", 3L))),
                new ListCollector<>(lines));

        String start = "\"id\":\"" + UUID + ":7\",\"ts_ms\":1700000000000,";
        assertThat(lines)
                .containsExactly(
                        "{\"status\":\"BEGIN\","
                                + start
                                + "\"event_count\":null,\"data_collections\":null}",
                        "{\"status\":\"END\","
                                + start
                                + "\"event_count\":5,\"data_collections\":["
                                + "{\"data_collection\":\"-80.shop.other\",\"event_count\":3},"
                                + "{\"data_collection\":\"-80.shop.t\",\"event_count\":2}]}");
    }

    @Test
    void boundariesAreAskedForOnlyIfTheyAreWanted() {
        assertThat(schema().wantsTransactionBoundaries()).isFalse();
        assertThat(schema().withTransactions().wantsTransactionBoundaries()).isFalse();
        assertThat(schema().withTransactionBoundaries().withTransactions())
                .returns(true, DebeziumJsonDeserializationSchema::wantsTransactionBoundaries);
    }

    private static DebeziumJsonDeserializationSchema schema() {
        return new DebeziumJsonDeserializationSchema();
    }

    private static RowChange change(ChangeSource source) {
        return new RowChange(null, row1(), source, 5, 2);
    }

    private static ChangeSource source(boolean logged) {
        return new ChangeSource(
                new Shard("shop", "-80"),
                "t",
                logged ? UUID + ":7" : "",
                logged ? Optional.of(Instant.ofEpochSecond(1_700_000_000)) : Optional.empty(),
                logged ? "MySQL56/" + UUID + ":1-6" : "");
    }

    private static String json(Optional<RowImage> before, Optional<RowImage> after, boolean logged)
            throws IOException {
        return json(schema(), new RowChange(before, after, source(logged)));
    }

    private static String json(DebeziumJsonDeserializationSchema schema, RowChange change)
            throws IOException {
        List<String> lines = new ArrayList<>();
        schema.deserialize(change, new ListCollector<>(lines));
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private static RowImage row1() {
        String text =
                "18446744073709551615" + "0.50" + "say \"é\"" + "\0\1" + "2024-02-29 12:00:00";
        return new RowImage(
                SCHEMA, text.getBytes(StandardCharsets.UTF_8), new int[] {20, 4, 8, 2, 19});
    }

    private static RowImage nulls() {
        byte[] bytes = "12.00".getBytes(StandardCharsets.UTF_8);
        return new RowImage(SCHEMA, bytes, new int[] {1, 4, -1, -1, -1});
    }
}
