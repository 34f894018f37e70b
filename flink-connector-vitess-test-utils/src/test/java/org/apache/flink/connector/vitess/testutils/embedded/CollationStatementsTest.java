// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import org.apache.flink.connector.vitess.proto.query.BoundQuery;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtgate.Session;
import org.apache.flink.connector.vitess.proto.vtgateservice.VitessGrpc;
import org.apache.flink.connector.vitess.proto.vtrpc.Code;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What differs from a real Vitess; the contract has the rest. */
@Timeout(30)
class CollationStatementsTest {
    private EmbeddedVitess vitess;
    private EmbeddedKeyspace customer;
    private TestClient client;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.start();
        customer = vitess.createKeyspace("customer", "-80", "80-");
        customer.addShards("-40", "40-80");
        client = new TestClient(vitess);
    }

    @AfterEach
    void stop() {
        client.close();
        vitess.close();
    }

    @Test
    void aCollationOfATestIsKnownOnceATableHasIt() {
        Collation reversed =
                new Collation(300, "utf8mb4_reversed", "utf8mb4", ValueOrder.BYTES.reversed());
        String sql =
                "select strcmp(_utf8mb4 X'61' collate utf8mb4_reversed, _utf8mb4 X'62' collate utf8mb4_reversed)";
        assertThat(execute("customer:-80@primary", sql).getError().getMessage())
                .contains("Unknown collation: 'utf8mb4_reversed' (errno 1273)");

        vitess.keyspace("customer")
                .createTable(
                        TableDefinition.of("t").varchar("k", 10).collated(reversed).primaryKey());

        assertThat(execute("customer:-80@primary", sql).getResult().getRows(0).getValues())
                .isEqualTo(ByteString.copyFromUtf8("1"));
    }

    @Test
    void aShardThatNoLongerServesDoesNotAnswer() {
        customer.reshard(List.of("-80"), List.of("-40", "40-80")).switchTraffic();
        String sql =
                "select strcmp(_latin1 X'' collate latin1_swedish_ci, _latin1 X'' collate latin1_swedish_ci)";

        assertThat(execute("customer:-80@primary", sql).getError().getCode())
                .isEqualTo(Code.UNAVAILABLE);
        assertThat(execute("customer", sql).getError().getCode()).isEqualTo(Code.UNIMPLEMENTED);
    }

    @Test
    void textsWhoseOrderIsNotKnownAreRefused() {
        ExecuteResponse response =
                execute(
                        "customer:-80@primary",
                        "select strcmp(_latin1 X'E4' collate latin1_swedish_ci, _latin1 X'61' collate latin1_swedish_ci)");

        assertThat(response.getError().getCode()).isEqualTo(Code.UNIMPLEMENTED);
        assertThat(response.getError().getMessage()).contains("only printable ASCII");
    }

    private ExecuteResponse execute(String target, String sql) {
        return VitessGrpc.newBlockingStub(client.channel())
                .execute(
                        ExecuteRequest.newBuilder()
                                .setSession(Session.newBuilder().setTargetString(target))
                                .setQuery(BoundQuery.newBuilder().setSql(sql))
                                .build());
    }
}
