// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import org.apache.flink.connector.vitess.proto.query.BoundQuery;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtgate.Session;
import org.apache.flink.connector.vitess.proto.vtgateservice.VitessGrpc;

/**
 * A vtgate session whose only state comes from its statements; for one thread at a time.
 *
 * <p>vtgate commits in the order in which a session met the shards. A JDBC connection meets a
 * random one before its first transaction, when it sets its variables; this session meets none.
 */
final class VtgateSession implements AutoCloseable {

    private final ManagedChannel channel;
    private Session session;

    VtgateSession(int grpcPort, String keyspace) {
        channel =
                Grpc.newChannelBuilderForAddress(
                                "127.0.0.1", grpcPort, InsecureChannelCredentials.create())
                        .build();
        session = Session.newBuilder().setAutocommit(true).setTargetString(keyspace).build();
    }

    void execute(String sql) {
        ExecuteResponse response =
                VitessGrpc.newBlockingStub(channel)
                        .execute(
                                ExecuteRequest.newBuilder()
                                        .setSession(session)
                                        .setQuery(BoundQuery.newBuilder().setSql(sql))
                                        .build());
        assertThat(response.hasError())
                .as("%s: %s", sql, response.getError().getMessage())
                .isFalse();
        session = response.getSession();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
