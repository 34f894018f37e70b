// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtrpc.Code;
import org.junit.jupiter.api.Test;

/** The statements by which a client learns what there is. */
abstract class DiscoveryContract extends VStreamContract {
    DiscoveryContract(ContractVitess vitess) {
        super(vitess);
    }

    @Test
    void showVitessShardsListsTheServingOnes() {
        assertRows("SHOW VITESS_SHARDS", "Shards", "customer/-80", "customer/80-");
        assertRows(
                "SHOW VITESS_SHARDS LIKE 'customer/%'", "Shards", "customer/-80", "customer/80-");
        assertRows("SHOW VITESS_SHARDS LIKE 'customer/-__'", "Shards", "customer/-80");
        assertRows("SHOW VITESS_SHARDS LIKE 'nope/%'", "Shards");
    }

    @Test
    void showVitessKeyspacesListsThem() {
        assertRows("SHOW VITESS_KEYSPACES", "Database", "customer");
    }

    @Test
    void showVitessTabletsListsThePrimaries() {
        ExecuteResponse response = execute("SHOW VITESS_TABLETS");

        assertThat(response.getResult().getFieldsList())
                .extracting(Field::getName)
                .containsExactly(
                        "Cell",
                        "Keyspace",
                        "Shard",
                        "TabletType",
                        "State",
                        "Alias",
                        "Hostname",
                        "PrimaryTermStartTime");
        assertThat(response.getResult().getRowsList())
                .map(row -> Events.values(row).subList(0, 5))
                .containsExactlyInAnyOrder(
                        List.of("zone1", "customer", "-80", "PRIMARY", "SERVING"),
                        List.of("zone1", "customer", "80-", "PRIMARY", "SERVING"));
    }

    @Test
    void showFullTablesListsTablesWithTheirType() {
        vitess.createTable(idAndName("listed"));

        ExecuteResponse response = execute("SHOW FULL TABLES FROM `customer`");

        assertThat(response.getResult().getFieldsList())
                .containsExactly(
                        Field.newBuilder()
                                .setName("Tables_in_customer")
                                .setType(Type.VARBINARY)
                                .build(),
                        Field.newBuilder().setName("Table_type").setType(Type.BINARY).build());
        assertThat(response.getResult().getRowsList())
                .map(Events::values)
                .contains(List.of("listed", "BASE TABLE"));
    }

    @Test
    void theTablesOfAnUnknownKeyspaceAreAnErrorInTheResponse() {
        ExecuteResponse response = execute("SHOW FULL TABLES FROM `nope`");

        assertThat(response.getError().getCode()).isEqualTo(Code.NOT_FOUND);
        assertThat(response.getError().getMessage())
                .contains("VT05003: unknown database 'nope' in vschema");
    }

    @Test
    void aShardSaysWhetherItLogsWholeRows() {
        ExecuteResponse response =
                execute("customer:-80@primary", "show global variables like 'binlog_row_%'");
        assertThat(response.getResult().getRowsList())
                .map(Events::values)
                .contains(
                        List.of("binlog_row_image", "FULL"),
                        List.of("binlog_row_value_options", ""));
    }

    @Test
    void aStatementWithASyntaxErrorIsAnErrorInTheResponse() {
        ExecuteResponse response = execute("SHOWING nothing");

        assertThat(response.getError().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(response.getError().getMessage()).contains("syntax error at position 8");
    }

    private void assertRows(String sql, String column, String... values) {
        ExecuteResponse response = execute(sql);

        assertThat(response.getError().getMessage()).isEmpty();
        assertThat(response.getResult().getFieldsList())
                .containsExactly(
                        Field.newBuilder()
                                .setName(column)
                                .setType(Type.VARCHAR)
                                .setCharset(33)
                                .setFlags(1)
                                .build());
        assertThat(response.getResult().getRowsList())
                .flatMap(Events::values)
                .containsExactlyInAnyOrder(values);
    }
}
