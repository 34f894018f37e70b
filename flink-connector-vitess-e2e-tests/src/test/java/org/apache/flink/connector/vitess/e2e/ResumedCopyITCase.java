// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.Replay;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A copy that resumes after a key while rows on both sides of it changed, for each type of key: a
 * wrong idea of MySQL's order loses or repeats a row.
 */
@Timeout(120)
class ResumedCopyITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("keys").shards("0");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    /**
     * A type of key.
     *
     * @param table the table's name
     * @param columnType the type in SQL
     * @param wireType the type in a last primary key
     * @param values SQL literals; every fourth is inserted later
     */
    record Key(String table, String columnType, String wireType, List<String> values) {

        static Key of(String table, String columnType, String wireType, String... values) {
            return new Key(table, columnType, wireType, List.of(values));
        }

        @Override
        public String toString() {
            return columnType;
        }
    }

    private static final String[] TEXTS = {
        "'a'", "'B'", "'c'", "'D'", "'_'", "'-x'", "'Zebra'", "'zoo'", "'10'", "'9'", "'ä'", "'e'",
        "'É'", "'ß'", "'st'", "''", "'a b'", "'ab'", "'Ab!'", "'😀'", "'ñ'", "'n'", "'o'", "'å'"
    };

    static Stream<Key> keys() {
        return Stream.of(
                Key.of("k_bigint", "bigint", "INT64", numbers(-12, 12)),
                Key.of(
                        "k_ubigint",
                        "bigint unsigned",
                        "UINT64",
                        "0",
                        "9",
                        "10",
                        "18446744073709551615",
                        "9223372036854775807",
                        "9223372036854775808",
                        "100",
                        "99"),
                Key.of(
                        "k_decimal",
                        "decimal(10,2)",
                        "DECIMAL",
                        "-10.50",
                        "-9",
                        "0.05",
                        "0.5",
                        "-0.5",
                        "9",
                        "10",
                        "100.10"),
                Key.of(
                        "k_double",
                        "double",
                        "FLOAT64",
                        "-1e10",
                        "-9",
                        "0.05",
                        "3.99",
                        "1e100",
                        "9",
                        "10",
                        "100.1"),
                Key.of(
                        "k_date",
                        "date",
                        "DATE",
                        "'2024-02-29'",
                        "'1000-01-01'",
                        "'2024-10-01'",
                        "'2024-09-30'",
                        "'9999-12-31'"),
                Key.of(
                        "k_datetime",
                        "datetime(3)",
                        "DATETIME",
                        "'2024-02-29 10:00:00.5'",
                        "'2024-02-29 09:00:00'",
                        "'2024-02-29 10:00:00.05'",
                        "'1999-12-31 23:59:59.999'",
                        "'2024-02-29 10:00:01'"),
                Key.of(
                        "k_timestamp",
                        "timestamp(3)",
                        "TIMESTAMP",
                        "'2024-02-29 10:00:00.5'",
                        "'2024-02-29 09:00:00'",
                        "'2024-02-29 10:00:00.05'",
                        "'1999-12-31 23:59:59.999'",
                        "'2024-02-29 10:00:01'"),
                Key.of(
                        "k_time",
                        "time(3)",
                        "TIME",
                        "'-838:59:59'",
                        "'-00:00:01.5'",
                        "'00:00:00'",
                        "'09:00:00'",
                        "'100:00:00'",
                        "'-10:00:00'",
                        "'-09:00:00'"),
                Key.of("k_year", "year", "YEAR", "2024", "1901", "2155", "1999", "2000"),
                Key.of("k_bit", "bit(12)", "BIT", "b'0'", "b'1'", "b'100000000000'", "256", "255"),
                Key.of("k_binary", "varbinary(20)", "VARBINARY", TEXTS),
                Key.of("k_0900_ai_ci", text("utf8mb4_0900_ai_ci"), "VARCHAR", distinct("äß")),
                Key.of("k_general_ci", text("utf8mb4_general_ci"), "VARCHAR", distinct("ä")),
                Key.of("k_sv", text("utf8mb4_sv_0900_ai_ci"), "VARCHAR", distinct("ß")),
                Key.of("k_bin", text("utf8mb4_bin"), "VARBINARY", TEXTS),
                Key.of("k_0900_bin", text("utf8mb4_0900_bin"), "VARBINARY", TEXTS),
                Key.of(
                        "k_latin1",
                        "varchar(20) character set latin1 collate latin1_swedish_ci",
                        "VARCHAR",
                        "'a'",
                        "'B'",
                        "'c'",
                        "'_'",
                        "'Zebra'",
                        "'Å'",
                        "'ö'",
                        "'10'",
                        "'9'"));
    }

    private static String text(String collation) {
        return "varchar(20) character set utf8mb4 collate " + collation;
    }

    /** Texts that are different keys in a collation without case and accents. */
    private static String[] distinct(String dropped) {
        return Arrays.stream(TEXTS)
                .filter(text -> !List.of("'É'", "'ñ'", "'å'", "'😀'").contains(text))
                .filter(text -> dropped.chars().noneMatch(c -> text.indexOf(c) >= 0))
                .toArray(String[]::new);
    }

    private static String[] numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void afterAKeyNothingIsLostOrRepeated(Key key) throws Exception {
        create(key.table(), "k " + key.columnType() + " not null", "k");
        insert(key, false);
        List<String> copied = snapshot(key.table());
        int middle = copied.size() / 2;
        String lastPk = lastPk(key, middle);
        String start = executed();

        insert(key, true);
        VITESS.sql("update %s set v = v + 1".formatted(key.table()));
        VITESS.sql("delete from %s order by k limit 1".formatted(key.table()));
        VITESS.sql("delete from %s order by k desc limit 1".formatted(key.table()));

        assertThat(resumed(key.table(), copied.subList(0, middle), start, lastPk))
                .isEqualTo(Replay.rows(snapshot(key.table())));
    }

    @Test
    void afterACompositeKeyNothingIsLostOrRepeated() throws Exception {
        create("k_composite", "k int not null, l " + text("utf8mb4_0900_ai_ci"), "k, l");
        VITESS.sql(
                "insert into k_composite (k, l, v) values (1, 'b', 0), (1, 'C', 0), (2, 'a', 0),"
                        + " (2, 'B', 0), (2, 'c', 0), (2, '_', 0), (10, 'a', 0), (9, 'z', 0)");
        List<String> copied = snapshot("k_composite");
        int middle = indexOf(copied, "2_42");
        String start = executed();
        VITESS.sql(
                "insert into k_composite (k, l, v) values (2, 'aa', 0), (2, 'bb', 0), (1, 'z', 0)",
                "update k_composite set v = v + 1",
                "update k_composite set l = 'zz' where k = 2 and l = 'a'",
                "update k_composite set k = 0 where k = 10",
                "delete from k_composite where k = 2 and l = 'c'");
        String lastPk =
                """
                {"table_name": "k_composite", "lastpk": {
                 "fields": [{"name": "k", "type": "INT32", "charset": 63},
                            {"name": "l", "type": "VARCHAR", "charset": 255}],
                 "rows": [{"lengths": ["1", "1"], "values": "2B"}]}}
                """;

        assertThat(resumed("k_composite", copied.subList(0, middle + 1), start, lastPk))
                .isEqualTo(Replay.rows(snapshot("k_composite")));
    }

    /** The condition is on a column that is not read, and no row leaves or enters it. */
    @Test
    void ofSomeColumnsAndRowsNothingIsLostOrRepeatedEither() throws Exception {
        create("k_some", "k int not null, l " + text("utf8mb4_0900_ai_ci") + ", w int", "k, l");
        VITESS.sql(
                "insert into k_some (k, l, w, v) values (1, 'b', 1, 0), (1, 'C', 0, 0),"
                        + " (2, 'a', 1, 0), (2, 'B', 1, 0), (2, 'c', null, 0), (2, 'd', 1, 0),"
                        + " (3, 'a', 0, 0), (10, 'a', 1, 0), (9, 'z', 1, 0)");
        VitessSourceBuilder<String> some =
                source("k_some").columnList("v").where("`w` in (1, 5) and `w` is not null");
        List<String> copied = run(some.startupOptions(StartupOptions.snapshot()).build());
        assertThat(copied).hasSize(6).allMatch(line -> line.endsWith(", 0]"));
        int middle = indexOf(copied, "2_42");
        String start = executed();
        VITESS.sql(
                "insert into k_some (k, l, w, v) values (2, 'aa', 1, 0), (2, 'bb', 1, 0),"
                        + " (1, 'z', 5, 0), (3, 'b', 0, 0), (1, 'y', 0, 0)",
                "update k_some set v = v + 1",
                "update k_some set l = 'zz' where k = 2 and l = 'a'",
                "update k_some set k = 0 where k = 10",
                "delete from k_some where k = 2 and l = 'd'",
                "delete from k_some where w = 0");
        String lastPk =
                """
                {"table_name": "k_some", "lastpk": {
                 "fields": [{"name": "k", "type": "INT32", "charset": 63},
                            {"name": "l", "type": "VARCHAR", "charset": 255}],
                 "rows": [{"lengths": ["1", "1"], "values": "2B"}]}}
                """;

        assertThat(resumed(some, copied.subList(0, middle + 1), start, lastPk))
                .isEqualTo(
                        Replay.rows(
                                run(
                                        some.startupOptions(StartupOptions.snapshot())
                                                .boundedOptions(BoundedOptions.unbounded())
                                                .build())));
    }

    private static int indexOf(List<String> lines, String key) {
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).contains("[" + key + ","))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + key + " in " + lines));
    }

    private static void create(String table, String keyColumns, String key) {
        VITESS.vitess()
                .applySchema(
                        "keys",
                        "create table %s (%s, v int not null, primary key (%s))"
                                .formatted(table, keyColumns, key));
    }

    private static void insert(Key key, boolean late) {
        String rows =
                IntStream.range(0, key.values().size())
                        .filter(i -> (i % 4 == 3) == late)
                        .mapToObj(i -> "(" + key.values().get(i) + ", 0)")
                        .collect(Collectors.joining(", "));
        VITESS.sql("insert into %s (k, v) values %s".formatted(key.table(), rows));
    }

    /** The last primary key after that many rows, in MySQL's order. */
    private static String lastPk(Key key, int rows) {
        String hex =
                VITESS.queryTarget(
                                "keys/0",
                                "select hex(cast(k as binary)) from %s order by k limit 1 offset %d"
                                        .formatted(key.table(), rows - 1))
                        .get(0)
                        .get(0);
        byte[] value = HexFormat.of().parseHex(hex);
        return """
                {"table_name": "%s", "lastpk": {"fields": [{"name": "k", "type": "%s"}],
                 "rows": [{"lengths": ["%d"], "values": "%s"}]}}
                """
                .formatted(
                        key.table(),
                        key.wireType(),
                        value.length,
                        Base64.getEncoder().encodeToString(value));
    }

    private static String executed() {
        return VITESS.query("show global gtid_executed from `keys`")
                .get(0)
                .get(1)
                .replace("\n", "");
    }

    /** The rows after a job that had seen these lines and then resumed after the key. */
    private static Object resumed(String table, List<String> seen, String gtid, String lastPk)
            throws Exception {
        return resumed(source(table), seen, gtid, lastPk);
    }

    private static Object resumed(
            VitessSourceBuilder<String> builder, List<String> seen, String gtid, String lastPk)
            throws Exception {
        String vgtid =
                """
                [{"keyspace": "keys", "shard": "0", "gtid": "MySQL56/%s", "table_p_ks": [%s]}]
                """
                        .formatted(gtid, lastPk);
        VitessSourceBuilder<String> source =
                builder.startupOptions(StartupOptions.specificOffset(vgtid))
                        .boundedOptions(BoundedOptions.latest());
        List<String> lines = new ArrayList<>(seen);
        lines.addAll(run(source.build()));
        return Replay.rows(lines);
    }

    private static List<String> snapshot(String table) throws Exception {
        return run(source(table).startupOptions(StartupOptions.snapshot()).build());
    }

    private static List<String> run(VitessSource<String> source) throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source, 1)) {
            return job.awaitEnd();
        }
    }

    private static VitessSourceBuilder<String> source(String table) {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace("keys")
                .tableList(table)
                .deserializer(new KeyLines());
    }
}
