// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.flink.connector.vitess.proto.query.BoundQuery;
import org.apache.flink.connector.vitess.proto.query.QueryResult;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtgate.Session;
import org.apache.flink.connector.vitess.proto.vtgateservice.VitessGrpc;
import org.apache.flink.connector.vitess.proto.vtrpc.CallerID;

/** Runs statements at vtgate. Blocks, can be interrupted, and may be used by several threads. */
final class Statements {

    private final Channels channels;
    private final Supplier<CallOptions> options;
    private final Optional<CallerID> callerId;

    /**
     * Runs statements over these channels.
     *
     * @param options with a deadline that begins now
     * @param callerId whom vtgate is to take for the caller; empty for the user
     */
    Statements(Channels channels, Supplier<CallOptions> options, Optional<CallerID> callerId) {
        this.channels = channels;
        this.options = options;
        this.callerId = callerId;
    }

    /**
     * Runs a statement at the first endpoint that can be reached.
     *
     * @param action what is being done, for error messages
     * @param target what the session is for, such as one shard; empty for nothing special
     * @return the values of each row; NULL is empty
     * @throws VitessException if no endpoint can be reached, or the first that can fails
     */
    List<List<String>> rows(String action, String target, String sql) {
        List<Row> rows = execute(action, target, sql).getRowsList();
        return Answers.read(action, () -> rows.stream().map(Statements::texts).toList());
    }

    private static List<String> texts(Row row) {
        List<String> texts = new ArrayList<>();
        int start = 0;
        for (long length : row.getLengthsList()) {
            int end = Math.toIntExact(Math.addExact(start, Math.max(length, 0)));
            texts.add(row.getValues().substring(start, end).toString(StandardCharsets.UTF_8));
            start = end;
        }
        return texts;
    }

    private QueryResult execute(String action, String target, String sql) {
        VitessException unreachable = null;
        for (int attempt = 0; attempt < channels.size(); attempt++) {
            Channels.Route route = channels.nextForQuestion();
            try {
                return result(action, route, executeAt(route, target, sql));
            } catch (StatusRuntimeException e) {
                VitessException failure = VStreamErrors.of(action, route.endpoint(), e.getStatus());
                if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
                    throw failure;
                }
                unreachable = failure;
            }
        }
        throw unreachable;
    }

    private ExecuteResponse executeAt(Channels.Route route, String target, String sql) {
        ExecuteRequest.Builder request =
                ExecuteRequest.newBuilder()
                        .setSession(
                                Session.newBuilder().setAutocommit(true).setTargetString(target))
                        .setQuery(BoundQuery.newBuilder().setSql(sql));
        callerId.ifPresent(request::setCallerId);
        return ClientCalls.blockingUnaryCall(
                route.channel(), VitessGrpc.getExecuteMethod(), options.get(), request.build());
    }

    private static QueryResult result(
            String action, Channels.Route route, ExecuteResponse response) {
        if (response.hasError()) {
            Status status =
                    Status.fromCodeValue(response.getError().getCodeValue())
                            .withDescription(response.getError().getMessage());
            throw VStreamErrors.of(action, route.endpoint(), status);
        }
        return response.getResult();
    }
}
