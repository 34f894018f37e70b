// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.testutils.embedded.Collation;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.catalog.CatalogPartitionSpec;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.CatalogException;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.FunctionNotExistException;
import org.apache.flink.table.catalog.exceptions.PartitionNotExistException;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.flink.table.catalog.exceptions.TableNotPartitionedException;
import org.apache.flink.table.catalog.stats.CatalogColumnStatistics;
import org.apache.flink.table.catalog.stats.CatalogTableStatistics;
import org.apache.flink.table.factories.FactoryUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class VitessCatalogTest {

    private static final String PASSWORD = "open sesame";
    private static final ObjectPath CUSTOMER = new ObjectPath("shop", "customer");
    private static final ObjectPath NO_TABLE = new ObjectPath("shop", "nothing");
    private static final ObjectPath NO_DATABASE = new ObjectPath("nowhere", "customer");

    private EmbeddedVitess vitess;
    private Catalog catalog;

    @BeforeEach
    void open() {
        vitess = EmbeddedVitess.builder().staticAuth("ali", PASSWORD).start();
        EmbeddedKeyspace shop = vitess.createKeyspace("shop", "-80", "80-");
        shop.createTable(
                TableDefinition.of("customer")
                        .bigint("shop_id")
                        .primaryKey()
                        .varchar("name", 20)
                        .collated(Collation.UTF8MB4_BIN)
                        .primaryKey()
                        .varbinary("picture", 9)
                        .notNull()
                        .integer("age"));
        shop.createTable(TableDefinition.of("_vt_hld_1").bigint("id").primaryKey());
        vitess.createKeyspace("empty", "0");
        catalog = create(Map.of());
        catalog.open();
    }

    @AfterEach
    void close() {
        catalog.close();
        vitess.close();
    }

    private Catalog create(Map<String, String> changed) {
        Map<String, String> options = new HashMap<>();
        options.put("type", "vitess");
        options.put("hostname", vitess.host());
        options.put("port", Integer.toString(vitess.port()));
        options.put("username", "ali");
        options.put("password", PASSWORD);
        options.put("default-database", "shop");
        options.putAll(changed);
        return FactoryUtil.createCatalog(
                "v", options, new Configuration(), getClass().getClassLoader());
    }

    @Test
    void vtgateIsAskedAgainWhatItDoesNotAnswer() throws Exception {
        vitess.failStatements(2, Status.UNAVAILABLE);

        assertThat(catalog.databaseExists("shop")).isTrue();
    }

    @Test
    void theMasterOfOldVitessIsAskedAsThePrimary() throws Exception {
        Catalog ofMasters = create(Map.of("tablet-type", "MASTER"));

        assertThat(ofMasters.getTable(CUSTOMER).getUnresolvedSchema())
                .isEqualTo(catalog.getTable(CUSTOMER).getUnresolvedSchema());
    }

    @Test
    void keyspacesAreItsDatabases() throws Exception {
        assertThat(catalog.listDatabases()).containsExactlyInAnyOrder("shop", "empty");
        assertThat(catalog.getDefaultDatabase()).isEqualTo("shop");
        assertThat(catalog.databaseExists("empty")).isTrue();
        assertThat(catalog.databaseExists("nowhere")).isFalse();
        assertThat(catalog.getDatabase("shop").getComment()).isEqualTo("Keyspace shop of Vitess");
        assertThat(catalog.getDatabase("shop").getProperties()).isEmpty();
    }

    @Test
    void tablesOfVitessItselfAreLeftOut() throws Exception {
        assertThat(catalog.listTables("shop")).containsExactly("customer");
        assertThat(catalog.listTables("empty")).isEmpty();
        assertThat(catalog.listViews("shop")).isEmpty();
        assertThat(catalog.tableExists(CUSTOMER)).isTrue();
        assertThat(catalog.tableExists(NO_TABLE)).isFalse();
        assertThat(catalog.tableExists(NO_DATABASE)).isFalse();
        assertThat(catalog.tableExists(new ObjectPath("shop", "_vt_hld_1"))).isFalse();
    }

    @Test
    void aTableHasTheColumnsAndTheKeyOfMySql() throws Exception {
        assertThat(catalog.getTable(CUSTOMER).getUnresolvedSchema())
                .isEqualTo(
                        Schema.newBuilder()
                                .column("shop_id", DataTypes.BIGINT().notNull())
                                .column("name", DataTypes.VARCHAR(20).notNull())
                                .column("picture", DataTypes.VARBINARY(9).notNull())
                                .column("age", DataTypes.INT())
                                .primaryKey("shop_id", "name")
                                .build());
    }

    @Test
    void aTableHasTheOptionsOfTheCatalog() throws Exception {
        Catalog upserting =
                create(
                        Map.of(
                                "changelog-mode", "upsert",
                                "grpc.headers.authorization", "Basic 123",
                                "scan.startup.mode", "latest-offset"));
        upserting.open();
        try {
            assertThat(upserting.getTable(CUSTOMER).getOptions())
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(
                                    "connector", "vitess",
                                    "hostname", vitess.host(),
                                    "port", Integer.toString(vitess.port()),
                                    "username", "ali",
                                    "password", PASSWORD,
                                    "keyspace", "shop",
                                    "table-name", "customer",
                                    "changelog-mode", "upsert",
                                    "grpc.headers.authorization", "Basic 123",
                                    "scan.startup.mode", "latest-offset"));
        } finally {
            upserting.close();
        }
    }

    @Test
    void aTableThatIsNewOrChangedIsSeenAtOnce() throws Exception {
        EmbeddedKeyspace empty = vitess.keyspace("empty");
        empty.createTable(TableDefinition.of("part").bigint("id").primaryKey());
        ObjectPath part = new ObjectPath("empty", "part");
        assertThat(catalog.getTable(part).getUnresolvedSchema().getColumns()).hasSize(1);

        empty.addColumn("part", TableDefinition.of("more").bigint("price").columns().get(0));

        assertThat(catalog.getTable(part).getUnresolvedSchema().getColumns()).hasSize(2);
    }

    @Test
    void whatDoesNotExistIsRefusedAsFlinkWantsIt() {
        CatalogPartitionSpec partition = new CatalogPartitionSpec(Map.of("a", "b"));

        assertThatThrownBy(() -> catalog.getDatabase("nowhere"))
                .isInstanceOf(DatabaseNotExistException.class);
        assertThatThrownBy(() -> catalog.listTables("nowhere"))
                .isInstanceOf(DatabaseNotExistException.class);
        assertThatThrownBy(() -> catalog.listViews("nowhere"))
                .isInstanceOf(DatabaseNotExistException.class);
        assertThatThrownBy(() -> catalog.listFunctions("nowhere"))
                .isInstanceOf(DatabaseNotExistException.class);
        for (ObjectPath table : List.of(NO_TABLE, NO_DATABASE)) {
            assertThatThrownBy(() -> catalog.getTable(table))
                    .isInstanceOf(TableNotExistException.class);
            assertThatThrownBy(() -> catalog.listPartitions(table))
                    .isInstanceOf(TableNotExistException.class);
        }
        assertThatThrownBy(() -> catalog.listPartitions(CUSTOMER))
                .isInstanceOf(TableNotPartitionedException.class);
        assertThatThrownBy(() -> catalog.getPartition(CUSTOMER, partition))
                .isInstanceOf(PartitionNotExistException.class);
        assertThatThrownBy(() -> catalog.getFunction(CUSTOMER))
                .isInstanceOf(FunctionNotExistException.class);
    }

    @Test
    void functionsPartitionsAndStatisticsAreNone() throws Exception {
        assertThat(catalog.listFunctions("shop")).isEmpty();
        assertThat(catalog.functionExists(CUSTOMER)).isFalse();
        assertThat(catalog.partitionExists(CUSTOMER, new CatalogPartitionSpec(Map.of()))).isFalse();
        assertThat(catalog.getTableStatistics(CUSTOMER)).isEqualTo(CatalogTableStatistics.UNKNOWN);
        assertThat(catalog.getTableColumnStatistics(CUSTOMER))
                .isEqualTo(CatalogColumnStatistics.UNKNOWN);
    }

    static Stream<Write> writes() {
        CatalogPartitionSpec partition = new CatalogPartitionSpec(Map.of());
        return Stream.of(
                new Write("createDatabase", c -> c.createDatabase("d", null, true)),
                new Write("dropDatabase", c -> c.dropDatabase("nowhere", true, true)),
                new Write("alterDatabase", c -> c.alterDatabase("shop", null, true)),
                new Write("createTable", c -> c.createTable(CUSTOMER, null, true)),
                new Write("dropTable", c -> c.dropTable(NO_TABLE, true)),
                new Write("renameTable", c -> c.renameTable(CUSTOMER, "b", true)),
                new Write("alterTable", c -> c.alterTable(CUSTOMER, null, true)),
                new Write("alterTable with changes", c -> c.alterTable(CUSTOMER, null, null, true)),
                new Write(
                        "createPartition", c -> c.createPartition(CUSTOMER, partition, null, true)),
                new Write("dropPartition", c -> c.dropPartition(CUSTOMER, partition, true)),
                new Write("alterPartition", c -> c.alterPartition(CUSTOMER, partition, null, true)),
                new Write("createFunction", c -> c.createFunction(CUSTOMER, null, true)),
                new Write("alterFunction", c -> c.alterFunction(CUSTOMER, null, true)),
                new Write("dropFunction", c -> c.dropFunction(CUSTOMER, true)),
                new Write(
                        "alterTableStatistics", c -> c.alterTableStatistics(CUSTOMER, null, true)),
                new Write(
                        "alterTableColumnStatistics",
                        c -> c.alterTableColumnStatistics(CUSTOMER, null, true)),
                new Write(
                        "alterPartitionStatistics",
                        c -> c.alterPartitionStatistics(CUSTOMER, partition, null, true)),
                new Write(
                        "alterPartitionColumnStatistics",
                        c -> c.alterPartitionColumnStatistics(CUSTOMER, partition, null, true)));
    }

    /** A method of the catalog that would change something. */
    record Write(String method, Call call) {

        private interface Call {
            void on(Catalog catalog) throws Exception;
        }

        @Override
        public String toString() {
            return method;
        }
    }

    @ParameterizedTest
    @MethodSource("writes")
    void everyChangeIsRefused(Write write) {
        assertThatThrownBy(() -> write.call().on(catalog))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Catalog 'v' only reads Vitess");
    }

    @Test
    void aWrongHostFailsSoon() {
        assertThatThrownBy(() -> open(Map.of("hostname", "nowhere.invalid")))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("Catalog 'v': Cannot list the keyspaces at vtgate nowhere")
                .hasMessageContaining("change 'hostname'");
    }

    @Test
    void aWrongPasswordFailsAndIsNotShown() {
        assertThatThrownBy(() -> open(Map.of("password", "hush hush")))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("change 'username' and 'password'")
                .satisfies(failure -> assertThat(stackTrace(failure)).doesNotContain("hush"));
    }

    @Test
    void aDefaultDatabaseThatDoesNotExistFails() {
        assertThatThrownBy(() -> open(Map.of("default-database", "nowhere")))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("knows no keyspace 'nowhere', change 'default-database'")
                .hasMessageContaining("[empty, shop]");
    }

    @Test
    void anOptionThatTablesDoNotHaveIsRefused() {
        assertThatThrownBy(() -> create(Map.of("keyspace", "shop")))
                .isInstanceOf(ValidationException.class)
                .hasStackTraceContaining("keyspace");
        assertThatThrownBy(() -> create(Map.of("scan.startup.mode", "sometimes")))
                .isInstanceOf(ValidationException.class)
                .hasStackTraceContaining("scan.startup.mode");
        assertThatThrownBy(() -> create(Map.of("hostname", "a:b:c")))
                .isInstanceOf(ValidationException.class)
                .hasStackTraceContaining("'hostname' must be");
    }

    @Test
    void aVtgateThatIsGoneIsNamed() throws Exception {
        Catalog orphan;
        String endpoint;
        try (EmbeddedVitess other = EmbeddedVitess.start()) {
            other.createKeyspace("shop", "0");
            endpoint = other.host() + ":" + other.port();
            orphan = create(Map.of("port", Integer.toString(other.port())));
            orphan.open();
            assertThat(orphan.listTables("shop")).isEmpty();
        }
        try {
            assertThatThrownBy(() -> orphan.listTables("shop"))
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining(
                            "Catalog 'v': Cannot list the keyspaces at vtgate " + endpoint);
        } finally {
            orphan.close();
        }
    }

    private void open(Map<String, String> changed) {
        Catalog other = create(changed);
        try {
            other.open();
        } finally {
            other.close();
        }
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
