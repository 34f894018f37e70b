// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.SqlQuery;
import org.apache.flink.connector.vitess.testing.SqlSession;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Names and values that would break a statement or a rule if they were not quoted: a real MySQL has
 * them, and what comes is what it says.
 */
@Timeout(120)
class HostileNamesITCase {

    private static final List<String> NAMES =
            List.of(
                    "a.b",
                    "a b",
                    "select",
                    "Upper",
                    "x".repeat(64),
                    "it's",
                    "say \"hi\"",
                    "back\\slash",
                    "a(b)*[c]+?{2}|^$",
                    "sla/sh",
                    "größe",
                    "表",
                    "semi;colon",
                    "per%cent %s",
                    "--dash",
                    "new\nline",
                    "a:b@c");

    /** Those of tables are refused. */
    private static final List<String> MORE_NAMES_OF_COLUMNS = List.of("/*c*/", "/.*/", "back`tick");

    /** All that a literal has to escape, and what might end it or a statement early. */
    private static final List<String> VALUES =
            List.of("it's \"`q`\\ \\' ; -- \n\r\t\0\u001a %s 😀", "\\", "'", "\0", "' or '1' = '1");

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("shop").shards("0");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    static List<String> tables() {
        return NAMES;
    }

    @ParameterizedTest
    @Fault("D20")
    @MethodSource("tables")
    void tablesComeUnderTheirNames(String table) throws Exception {
        create(table, "id bigint primary key, v varchar(100)");
        insert(table, 1, VALUES.get(0));
        try (ChangelogJob job = ChangelogJob.start(source(table), 1)) {
            assertThat(job.awaitLines(1))
                    .containsExactly("0 " + table + " r [1, " + VALUES.get(0) + "]");

            insert(table, 2, VALUES.get(1));
            VITESS.sql("update %s set v = %s where id = 1".formatted(id(table), literal("'")));

            assertThat(job.awaitLines(3).subList(1, 3))
                    .containsExactly(
                            "0 " + table + " c [2, " + VALUES.get(1) + "]",
                            "0 " + table + " u [1, " + VALUES.get(0) + "] -> [1, ']");
        }
    }

    @Test
    void tablesThatVitessTakesForAnExpressionAreRefused() throws Exception {
        create("/.*/", "id bigint primary key, v varchar(100)");
        insert("/.*/", 1, "v");

        try (ChangelogJob job = ChangelogJob.start(source("/.*/"), 1)) {
            assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                    .hasStackTraceContaining("Vitess cannot stream table '/.*/'")
                    .hasStackTraceContaining("rename it");
        } finally {
            VITESS.sql("drop table `/.*/`");
        }
    }

    @Test
    @Fault("D20")
    void columnsComeUnderTheirNames() throws Exception {
        List<String> columns =
                Stream.concat(NAMES.stream(), MORE_NAMES_OF_COLUMNS.stream()).toList();
        create(
                "columns",
                columns.stream()
                        .map(column -> id(column) + " varchar(100)")
                        .collect(Collectors.joining(", ", "id bigint primary key, ", "")));
        insertColumns(1, columns);
        try (ChangelogJob job = ChangelogJob.start(source("columns"), 1)) {
            assertThat(job.awaitLines(1)).containsExactly("0 columns r " + row(1));

            VITESS.sql("alter table columns add column `it's; new` varchar(100)");
            insertColumns(2, columns);

            assertThat(job.awaitLines(2).get(1)).isEqualTo("0 columns c " + row(2));
        }
    }

    private static void insertColumns(int key, List<String> columns) {
        VITESS.sql(
                "insert into columns (id, %s) values (%d, %s)"
                        .formatted(
                                columns.stream()
                                        .map(HostileNamesITCase::id)
                                        .collect(Collectors.joining(", ")),
                                key,
                                columns.stream()
                                        .map(column -> literal(key + column))
                                        .collect(Collectors.joining(", "))));
    }

    /** What MySQL says. */
    private static List<String> row(int key) {
        return VITESS.query("select * from columns where id = " + key).get(0);
    }

    /** By the catalog, so that nothing is written by hand. */
    @Test
    @Fault("D20")
    void conditionsOnHostileColumnsAndValuesFindTheirRows() throws Exception {
        create(
                "conditions",
                "id bigint primary key, `a`` b's.c` varchar(100) character set utf8mb4");
        for (int key = 0; key < VALUES.size(); key++) {
            insert("conditions", key, VALUES.get(key));
        }
        SqlSession sql = SqlSession.streaming("localhost", VITESS.vitess().grpcPort(), "shop");
        sql.execute(
                "create catalog v with ('type' = 'vitess', 'hostname' = 'localhost:%d', 'default-database' = 'shop', 'scan.startup.mode' = 'snapshot')"
                        .formatted(VITESS.vitess().grpcPort()));

        for (int key = 0; key < VALUES.size(); key++) {
            String value = VALUES.get(key);
            String query =
                    "select id from v.shop.conditions where `a`` b's.c` = U&'%s'"
                            .formatted(
                                    value.chars()
                                            .mapToObj("\\%04x"::formatted)
                                            .collect(Collectors.joining()));
            assertThat(sql.explain(query).contains("filter=[=(a` b's.c"))
                    .as("whether the server is asked for %s", value)
                    .isEqualTo(!value.contains("\\"));
            try (SqlQuery rows = sql.query(query)) {
                assertThat(rows.rest()).as(value).containsExactly("+I[" + key + "]");
            }
        }
    }

    private static void create(String table, String columns) {
        VITESS.sql("create table %s (%s)".formatted(id(table), columns));
    }

    private static void insert(String table, long key, String value) {
        VITESS.sql("insert into %s values (%d, %s)".formatted(id(table), key, literal(value)));
    }

    private static String id(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private static String literal(String value) {
        return "'"
                + value.replace("\\", "\\\\")
                        .replace("'", "''")
                        .replace("\0", "\\0")
                        .replace("\u001a", "\\Z")
                + "'";
    }

    private static VitessSource<String> source(String table) {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace("shop")
                .tableList(table)
                .connectMaxRetries(2)
                .deserializer(new ChangeLines())
                .build();
    }
}
