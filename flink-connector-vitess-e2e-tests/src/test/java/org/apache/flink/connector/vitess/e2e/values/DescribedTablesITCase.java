// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.client.TableDescription;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.SqlQuery;
import org.apache.flink.connector.vitess.testing.SqlSession;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What information_schema says of a table is what the stream says of it, in the copy and in the
 * log.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DescribedTablesITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("types").shards("0");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private static VitessClient client;

    @BeforeAll
    static void connect() {
        client = VITESS.client();
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    static Stream<ValueTable> valueTables() {
        return Stream.of(
                NumberTable.table(),
                TemporalTable.table(),
                BytesTable.table(),
                BytesTable.large(),
                MemberTable.table(),
                JsonTable.table(),
                TextTable.others(),
                TextTable.table("VARCHAR(24)"),
                TextTable.table("CHAR(24)"),
                TextTable.table("TEXT"));
    }

    @ParameterizedTest
    @MethodSource("valueTables")
    void columnsOfEveryTypeAreThoseOfTheStream(ValueTable table) throws Exception {
        VITESS.vitess().applySchema("types", table.create());

        requireSameColumns(table.name(), table.insert(1, 0), table.insert(2, 0));
    }

    /** But texts in a character set that Java does not know, and numbers that are no BOOL. */
    @ParameterizedTest
    @MethodSource("valueTables")
    void columnsOfEveryTypeAreReadThroughTheCatalog(ValueTable all) throws Exception {
        ValueTable table =
                new ValueTable(
                        "catalog_" + all.name(),
                        all.columns().stream()
                                .filter(column -> !column.name().matches("(bytes|tinyint)_.*"))
                                .toList());
        VITESS.vitess().applySchema("types", table.create());
        VITESS.sql(table.insert(1, 1), table.insert(2, 2));
        int port = VITESS.vitess().grpcPort();
        SqlSession sql = SqlSession.streaming("localhost", port, "types");
        sql.execute(
                ("create catalog v with ('type' = 'vitess', 'hostname' = 'localhost',"
                                + " 'port' = '%d', 'default-database' = 'types',"
                                + " 'value.no-date' = 'null', 'value.time-beyond-day' = 'null',"
                                + " 'scan.startup.mode' = 'snapshot')")
                        .formatted(port));

        try (SqlQuery query = sql.query("select * from v.types." + table.name())) {
            assertThat(query.rest())
                    .hasSize(2)
                    .anyMatch(row -> row.startsWith("+I[1, "))
                    .anyMatch(row -> row.startsWith("+I[2, "));
        }
    }

    static Stream<DeclaredKey> keys() {
        return Stream.of(
                new DeclaredKey(
                        "in_order",
                        "a int not null, b varchar(9) not null, c int not null, primary key (c, a)",
                        List.of("c", "a"),
                        List.of()),
                new DeclaredKey("no_key", "a int not null, b int, key (b)", List.of(), List.of()),
                new DeclaredKey(
                        "nullable", "a int, b int not null, unique key (a)", List.of(), List.of()),
                new DeclaredKey(
                        "instead",
                        "a int not null, b int not null, c int, unique key second (b, a),"
                                + " unique key first (c)",
                        List.of("b", "a"),
                        List.of()),
                new DeclaredKey(
                        "two_keys",
                        "a int not null, b int not null, unique key z (b), unique key y (a)",
                        List.of("b"),
                        List.of(List.of("a"))),
                new DeclaredKey(
                        "beside",
                        "a int not null, b int not null, unique key aa (a), primary key (b)",
                        List.of("b"),
                        List.of(List.of("a"))),
                new DeclaredKey(
                        "prefix",
                        "a text not null, b int, primary key (a(5))",
                        List.of("a"),
                        List.of()),
                new DeclaredKey(
                        "expression",
                        "a int not null, b int not null, unique key e ((a + 1)), primary key (b)",
                        List.of("b"),
                        List.of()),
                new DeclaredKey(
                        "bin",
                        "a varchar(9) charset latin1 collate latin1_bin, b int default 1,"
                                + " primary key (a)",
                        List.of("a"),
                        List.of()),
                new DeclaredKey(
                        "computed",
                        "a int not null primary key, b int as (a + 1) virtual,"
                                + " c int as (a + 2) stored not null",
                        List.of("a"),
                        List.of()),
                new DeclaredKey(
                        "invisible",
                        "a int not null primary key, b int not null default 1 invisible, c int",
                        List.of("a"),
                        List.of()));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void keysAreThoseOfTheStream(DeclaredKey key) throws Exception {
        VITESS.vitess()
                .applySchema("types", "create table " + key.table() + " (" + key.columns() + ")");
        String insert = "insert into " + key.table() + " (a" + key.others() + ") values ";

        TableDescription description =
                requireSameColumns(key.table(), insert + key.row(1), insert + key.row(2));

        assertThat(description.primaryKey()).isEqualTo(key.primaryKey());
        assertThat(description.uniqueKeys()).isEqualTo(key.uniqueKeys());
    }

    /**
     * A table.
     *
     * @param primaryKey the key that it has in the end
     * @param uniqueKeys its other keys
     */
    record DeclaredKey(
            String table, String columns, List<String> primaryKey, List<List<String>> uniqueKeys) {

        private String others() {
            return columns.contains("b int not null") || columns.contains("b varchar")
                    ? columns.contains("c int not null,") ? ", b, c" : ", b"
                    : "";
        }

        private String row(int number) {
            return "(%s)"
                    .formatted(
                            Stream.of(("a" + others()).split(", "))
                                    .map(column -> "'" + number + "'")
                                    .collect(Collectors.joining(", ")));
        }

        @Override
        public String toString() {
            return table;
        }
    }

    @Test
    void commentsAreRead() {
        VITESS.vitess()
                .applySchema(
                        "types",
                        "create table commented (a int primary key comment 'it''s \\\"a\\\" – ä',"
                                + " b int) comment 'the ''table'' – ö'");

        TableDescription description = describe("commented");

        assertThat(description.comment()).isEqualTo("the 'table' – ö");
        assertThat(description.columnComments()).isEqualTo(Map.of("a", "it's \"a\" – ä"));
    }

    /** Compares the columns that a row of the copy has, and one of the log, and ours. */
    private static TableDescription requireSameColumns(String table, String copied, String logged)
            throws Exception {
        VITESS.sql(copied);
        TableDescription description = describe(table);
        try (ChangelogJob job = ChangelogJob.start(source(table), 1)) {
            job.awaitLines(1);
            VITESS.sql(logged);

            List<String> expected = SchemaLines.of(description.schema());
            assertThat(job.awaitLines(2))
                    .hasSize(2)
                    .allSatisfy(
                            line -> assertThat(line.lines()).containsExactlyElementsOf(expected));
        }
        return description;
    }

    private static TableDescription describe(String table) {
        return client.describe("types", List.of(table), TabletType.PRIMARY).get(0);
    }

    private static VitessSource<String> source(String table) {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace("types")
                .tableList(table)
                .deserializer(new SchemaLines())
                .build();
    }

    /** The columns of each row, one a line. */
    private static final class SchemaLines implements VitessDeserializationSchema<String> {

        private static final long serialVersionUID = 1;

        static List<String> of(TableSchema schema) {
            return schema.columns().stream().map(Column::toString).toList();
        }

        @Override
        public void deserialize(RowChange change, Collector<String> out) {
            out.collect(String.join("\n", of(change.schema())));
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }
}
