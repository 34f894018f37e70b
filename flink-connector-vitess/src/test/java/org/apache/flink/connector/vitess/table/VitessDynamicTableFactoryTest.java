// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.testing.SqlSession;
import org.apache.flink.table.api.ValidationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a table is said when a query is planned, before anything is started. */
class VitessDynamicTableFactoryTest {

    private static final String COLUMNS = "id bigint, v string";

    private final SqlSession sql = SqlSession.streaming("127.0.0.1", 1, "shop");

    static Stream<Arguments> wrongOptions() {
        return Stream.of(
                wrong("Unsupported options:\n\nhostnames", "hostnames", "a"),
                wrong("Invalid value for option 'port'", "port", "abc"),
                wrong(
                        "'scan.startup.mode' = 'timestamp' is not possible: Vitess' streams cannot"
                                + " begin at the oldest change or at a time. Use 'initial'",
                        "scan.startup.mode",
                        "timestamp"),
                wrong(
                        "'scan.startup.mode' = 'earliest-offset' is not possible",
                        "scan.startup.mode",
                        "earliest-offset"),
                wrong(
                        "use one of 'initial', 'latest-offset', 'specific-offset', 'snapshot'",
                        "scan.startup.mode",
                        "newest"),
                wrong(
                        "'scan.startup.mode' = 'specific-offset' needs"
                                + " 'scan.startup.specific-offset.vgtid'",
                        "scan.startup.mode",
                        "specific-offset"),
                wrong(
                        "'scan.startup.specific-offset.vgtid' means nothing without"
                                + " 'scan.startup.mode' = 'specific-offset'",
                        "scan.startup.specific-offset.vgtid",
                        "[]"),
                wrong(
                        "Cannot start from the given VGTID: it is not JSON",
                        "scan.startup.mode",
                        "specific-offset",
                        "scan.startup.specific-offset.vgtid",
                        "no JSON"),
                wrong(
                        "'scan.bounded.mode' = 'specific-offset' needs"
                                + " 'scan.bounded.specific-offset.vgtid'",
                        "scan.bounded.mode",
                        "specific-offset"),
                wrong(
                        "'snapshot' ends with the copy",
                        "scan.startup.mode",
                        "snapshot",
                        "scan.bounded.mode",
                        "latest-offset"),
                wrong(
                        "'changelog-mode' = 'upsert' needs a primary key: declare PRIMARY KEY",
                        "changelog-mode",
                        "upsert"),
                wrong(
                        "'tls.ca-file' means nothing without 'tls.enabled' = 'true'",
                        "tls.ca-file",
                        "ca.pem"),
                wrong("mTLS needs both", "tls.enabled", "true", "tls.key-file", "key.pem"),
                wrong("'table-name' (tableList) is no regular expression", "table-name", "(a"),
                wrong("'keyspace' is missing", "keyspace", " "),
                wrong("'scan.parallelism' needs a primary key", "scan.parallelism", "2"),
                wrong("'grpc.max-message-size' can be at most", "grpc.max-message-size", "4 gb"),
                wrong(
                        "'tablet-type' = 'SLAVE' is not possible: use one of 'PRIMARY', 'REPLICA',"
                                + " 'RDONLY', 'MASTER'",
                        "tablet-type",
                        "SLAVE"),
                wrong("use one of 'fail', 'null'", "value.no-date", "ignore"),
                wrong(
                        "'scan.accepted-risks' = 'nulls' is not possible: use one of"
                                + " 'all-null-rows', 'foreign-key-actions'",
                        "scan.accepted-risks",
                        "moved-tables; nulls"),
                wrong(
                        "vtgate closes connections whose keepalive is under 10 s",
                        "grpc.keep-alive",
                        "1 s"),
                wrong("'password' is missing, though 'username' is set", "username", "me"),
                wrong("'username' is missing", "password-file", "/run/secrets/vitess"),
                wrong(
                        "'password' and 'password-file' (passwordFile) are both set",
                        "username",
                        "me",
                        "password",
                        "x",
                        "password-file",
                        "/run/secrets/vitess"),
                wrong(
                        "Header 'Authorization' is given twice",
                        "grpc.headers.authorization",
                        "x",
                        "grpc.header-files.Authorization",
                        "/run/secrets/vitess"),
                wrong("gRPC has no header 'a b'", "grpc.headers.a b", "x"),
                wrong("gRPC has no header 'a-bin'", "grpc.headers.a-bin", "x"),
                wrong("'password' cannot be sent", "username", "me", "password", "schlüssel"));
    }

    private static Arguments wrong(String message, String... options) {
        return arguments(message, List.of(options));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrongOptions")
    void aWrongOptionIsNamedWithItsRemedy(String message, List<String> options) {
        List<String> all = new ArrayList<>(List.of("table-name", "customer"));
        all.addAll(options);
        sql.createTable("customer", COLUMNS, all.toArray(String[]::new));

        assertThatThrownBy(() -> sql.explain("select * from customer"))
                .isInstanceOfAny(ValidationException.class, IllegalArgumentException.class)
                .hasStackTraceContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MASTER", "master", "PRIMARY"})
    void theMasterOfOldVitessIsThePrimary(String word) {
        Configuration options = new Configuration();
        options.set(VitessConnectorOptions.HOSTNAME, List.of("vtgate"));
        options.set(VitessConnectorOptions.KEYSPACE, "shop");
        options.set(VitessConnectorOptions.TABLE_NAME, List.of("customer"));
        options.setString(VitessConnectorOptions.TABLET_TYPE.key(), word);

        OptionWords.require(options.toMap());
        assertThat(SourceOptions.source(options).tabletType()).isEqualTo(TabletType.PRIMARY);
    }

    /** A word of each option is refused by us, not by Flink. */
    @Test
    void eachOptionOfWordsNamesThem() {
        assertThat(DocumentedOption.all())
                .filteredOn(DocumentedOption::isOfWords)
                .hasSizeGreaterThan(5)
                .allSatisfy(
                        option ->
                                assertThatThrownBy(
                                                () ->
                                                        OptionWords.require(
                                                                Map.of(
                                                                        option.option().key(),
                                                                        "nonsense")))
                                        .hasMessageContaining(
                                                "'" + option.option().key() + "' = 'nonsense'"));
    }

    @Test
    void aSnapshotCanBeCountedInBatchMode() {
        SqlSession batch = SqlSession.batch("127.0.0.1", 1, "shop");
        createSnapshot(batch);

        assertThat(batch.explain("select count(*) from customer")).contains("TableSourceScan");
    }

    /** An update may come in the course of the copy, and streaming mode applies it. */
    @Test
    void aSnapshotHasAllChangesInStreamingMode() {
        createSnapshot(sql);

        assertThat(sql.explainChanges("select * from customer"))
                .contains("changelogMode=[I,UB,UA,D]");
    }

    /** Without the file, vtgate is not asked while a query is planned. */
    private static void createSnapshot(SqlSession session) {
        session.createTable(
                "customer",
                COLUMNS,
                "table-name",
                "customer",
                "scan.startup.mode",
                "snapshot",
                "username",
                "me",
                "password-file",
                "/no/such/file");
    }

    @Test
    void aPasswordIsNeverShown() {
        sql.createTable(
                "customer",
                COLUMNS,
                "table-name",
                "customer",
                "password",
                "secret",
                "nonsense",
                "");

        assertThatThrownBy(() -> sql.explain("select * from customer"))
                .isInstanceOf(ValidationException.class)
                .satisfies(
                        e -> {
                            for (Throwable t = e; t != null; t = t.getCause()) {
                                assertThat(t.getMessage()).doesNotContain("secret");
                            }
                        });
    }
}
