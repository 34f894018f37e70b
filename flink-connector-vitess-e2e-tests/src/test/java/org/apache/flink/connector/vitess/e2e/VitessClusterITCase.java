// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.vitess.proto.query.BoundQuery;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtgateservice.VitessGrpc;
import org.apache.flink.connector.vitess.testutils.local.LocalVitess;
import org.apache.flink.connector.vitess.testutils.local.Vtgate;
import org.apache.flink.connector.vitess.testutils.process.ServerProcess;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the other end-to-end tests take for granted of a {@link VitessCluster}. */
class VitessClusterITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("commerce").shards("-80", "80-");

    private static final int ROWS = 20;

    @BeforeAll
    static void createTable() {
        VITESS.vitess().applySchema("commerce", "CREATE TABLE item (id BIGINT PRIMARY KEY)");
        VITESS.vitess()
                .applyVSchema(
                        "commerce",
                        """
                        {"sharded": true,
                         "vindexes": {"hash": {"type": "xxhash"}},
                         "tables": {"item": {"column_vindexes": [{"column": "id", "name": "hash"}]}}}
                        """);
        for (int id = 1; id <= ROWS; id++) {
            VITESS.sql("INSERT INTO item (id) VALUES (" + id + ")");
        }
    }

    @Test
    void sqlThroughVtgateReachesBothShards() {
        int left = count("commerce/-80");
        int right = count("commerce/80-");

        assertThat(left).isBetween(1, ROWS - 1);
        assertThat(left + right).isEqualTo(ROWS).isEqualTo(count("commerce"));
    }

    @Test
    void aKilledVttabletComesBackWithItsData() {
        int before = count("commerce/-80");
        ServerProcess vttablet = VITESS.vitess().tablets("commerce", "-80").get(0).vttablet();

        vttablet.kill();
        assertThat(vttablet.isAlive()).isFalse();
        vttablet.restart();
        VITESS.vitess().awaitServing();

        assertThat(count("commerce/-80")).isEqualTo(before);
    }

    @Test
    void aStoppedMysqldComesBackWithItsData() {
        int before = count("commerce/80-");
        ServerProcess mysqld = VITESS.vitess().tablets("commerce", "80-").get(0).mysqld();

        mysqld.restart();
        VITESS.vitess().awaitServing();

        assertThat(count("commerce/80-")).isEqualTo(before);
    }

    @Test
    void aKilledVtgateComesBackOnTheSamePorts() {
        ServerProcess vtgate = VITESS.vitess().process("vtgate");

        vtgate.kill();
        assertThatThrownBy(() -> count("commerce")).isInstanceOf(IllegalStateException.class);
        vtgate.restart();
        VITESS.vitess().awaitServing();

        assertThat(count("commerce")).isEqualTo(ROWS);
    }

    @Test
    void aGuardedVtgateTakesItsUserAndRefusesAWrongPassword() {
        LocalVitess vitess = VITESS.vitess();
        Vtgate guarded = vitess.startVtgate("vtgate-guarded", vitess.staticAuth("flink", "right"));

        assertThat(selectOne(guarded, "flink", "right").getResult().getRowsCount()).isEqualTo(1);
        assertThatThrownBy(() -> selectOne(guarded, "flink", "wrong"))
                .isInstanceOf(StatusRuntimeException.class)
                .satisfies(
                        e ->
                                assertThat(Status.fromThrowable(e).getCode())
                                        .isEqualTo(Status.Code.PERMISSION_DENIED))
                .hasMessageContaining("invalid credentials");
    }

    @Test
    void afterCloseNoStartedProcessIsLeft() {
        List<ProcessHandle> started;
        try (LocalVitess vitess =
                LocalVitess.builder().keyspace("lookup", "0").replicas(1).start()) {
            assertThat(vitess.tablets("lookup", "0")).hasSize(2);
            started =
                    vitess.processes().stream()
                            .map(ServerProcess::pid)
                            .map(pid -> ProcessHandle.of(pid).orElseThrow())
                            .toList();
            assertThat(started).hasSize(7).allMatch(ProcessHandle::isAlive);
        }

        assertThat(started).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void everyServersLogCanBeShown() {
        assertThat(VITESS.vitess().logTail("mysqld-100")).contains("ready for connections");
        assertThat(VITESS.vitess().processes())
                .allSatisfy(
                        process -> assertThat(process.logTail()).as(process.name()).isNotEmpty());
    }

    @Test
    void aFailedVtctldclientCommandTellsItsError() {
        assertThatThrownBy(() -> VITESS.vitess().vtctldclient("GetShard", "commerce/40-"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("GetShard commerce/40-")
                .hasMessageContaining("node doesn't exist");
    }

    private static int count(String target) {
        return Integer.parseInt(
                VITESS.queryTarget(target, "SELECT COUNT(*) FROM item").get(0).get(0));
    }

    private static ExecuteResponse selectOne(Vtgate vtgate, String user, String password) {
        Metadata credentials = new Metadata();
        credentials.put(key("username"), user);
        credentials.put(key("password"), password);
        ManagedChannel channel =
                ManagedChannelBuilder.forAddress("127.0.0.1", vtgate.grpcPort())
                        .usePlaintext()
                        .intercept(MetadataUtils.newAttachHeadersInterceptor(credentials))
                        .build();
        try {
            return VitessGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                    .execute(
                            ExecuteRequest.newBuilder()
                                    .setQuery(BoundQuery.newBuilder().setSql("SELECT 1"))
                                    .build());
        } finally {
            channel.shutdownNow();
        }
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
