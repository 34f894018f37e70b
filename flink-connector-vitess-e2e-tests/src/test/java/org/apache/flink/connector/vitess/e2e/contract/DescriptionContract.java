// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.client.FoundRisk;
import org.apache.flink.connector.vitess.client.TableDescription;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.config.Risk;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.testutils.embedded.Collation;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The statements by which a client learns how tables are declared. */
abstract class DescriptionContract extends VStreamContract {

    private VitessClient client;

    DescriptionContract(ContractVitess vitess) {
        super(vitess);
    }

    @BeforeEach
    void connectClient() {
        client =
                new VitessClient(
                        new ConnectionConfig(
                                List.of(new Endpoint("127.0.0.1", vitess.port())),
                                null,
                                Map.of(),
                                null,
                                1 << 20,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(10)));
    }

    @AfterEach
    void closeClient() {
        client.close();
    }

    private List<TableDescription> describe(List<String> tables) {
        return client.describe(ContractVitess.KEYSPACE, tables, TabletType.PRIMARY);
    }

    @Test
    void aTableIsDescribedByItsColumnsAndItsKey() {
        vitess.createTable(
                TableDefinition.of("declared")
                        .bigint("id")
                        .primaryKey()
                        .varchar("bin", 10)
                        .collated(Collation.UTF8MB4_BIN)
                        .primaryKey()
                        .varchar("ai", 20)
                        .varchar("chinese", 10)
                        .collated(Collation.GBK_CHINESE_CI)
                        .notNull()
                        .varbinary("bytes", 9)
                        .integer("number"));

        assertThat(describe(List.of("declared")))
                .containsExactly(
                        new TableDescription(
                                new TableSchema(
                                        "customer",
                                        "declared",
                                        List.of(
                                                column("id", MySqlType.INT64, "bigint", 63, "key"),
                                                column(
                                                        "bin",
                                                        MySqlType.VARBINARY,
                                                        "varchar(10)",
                                                        46,
                                                        "key"),
                                                column(
                                                        "ai",
                                                        MySqlType.VARCHAR,
                                                        "varchar(20)",
                                                        255,
                                                        ""),
                                                column(
                                                        "chinese",
                                                        MySqlType.VARCHAR,
                                                        "varchar(10)",
                                                        28,
                                                        "not null"),
                                                column(
                                                        "bytes",
                                                        MySqlType.VARBINARY,
                                                        "varbinary(9)",
                                                        63,
                                                        ""),
                                                column("number", MySqlType.INT32, "int", 63, ""))),
                                List.of("id", "bin"),
                                List.of(),
                                "",
                                Map.of()));
    }

    @Test
    void tablesOfWhichAStreamLacksRowsAreFound() {
        vitess.createTable(TableDefinition.of("with_key").bigint("id").primaryKey().integer("n"));
        vitess.createTable(TableDefinition.of("not_null").bigint("id").primaryKey());
        vitess.createTable(
                TableDefinition.of("labels")
                        .bigint("id")
                        .primaryKey()
                        .column(
                                ColumnDefinition.of(
                                        "mood",
                                        Type.ENUM,
                                        "enum('?','b')",
                                        Collation.UTF8MB4_0900_AI_CI)));
        Shard shard = new Shard(ContractVitess.KEYSPACE, "-80");

        assertThat(risks(shard, "with_key", "not_null")).isEmpty();
        assertThat(risks(shard, "with_key", "labels"))
                .extracting(FoundRisk::risk)
                .containsExactly(Risk.UNCLEAR_LABELS);
        assertThat(client.movedTables(shard, List.of("with_key", "labels"))).isEmpty();
    }

    private List<FoundRisk> risks(Shard shard, String... tables) {
        return client.risks(shard, TabletType.PRIMARY, List.of(tables), RowSelection.all());
    }

    private static Column column(
            String name, MySqlType type, String columnType, int collation, String option) {
        return new Column(
                name, type, columnType, collation, option.equals("key"), !option.isEmpty());
    }

    @Test
    void manyTablesAreDescribedAndThoseThatDoNotExistAreLeftOut() {
        List<String> names = IntStream.range(0, 11).mapToObj(i -> "declared_" + i).toList();
        names.forEach(name -> vitess.createTable(idAndName(name)));

        assertThat(describe(names))
                .extracting(table -> table.schema().table())
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(describe(List.of("no_table"))).isEmpty();
    }

    @Test
    void anUnknownKeyspaceHasNoShardToAsk() {
        assertThat(client.keyspaces()).contains(ContractVitess.KEYSPACE);
        assertThatThrownBy(() -> client.describe("nope", List.of("t"), TabletType.PRIMARY))
                .isInstanceOf(VitessException.class)
                .hasMessageContaining("serves no shard of keyspace 'nope'");
    }
}
