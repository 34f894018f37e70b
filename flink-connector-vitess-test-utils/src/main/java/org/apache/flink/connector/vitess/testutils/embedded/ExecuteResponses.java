// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.stream.Stream;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.QueryResult;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtrpc.Code;
import org.apache.flink.connector.vitess.proto.vtrpc.RPCError;

/** What Execute answers. Whatever fails comes in the response, as from vtgate. */
final class ExecuteResponses {
    private ExecuteResponses() {}

    static ExecuteResponse succeeded(
            ExecuteRequest request, Stream<Field> fields, Stream<RowValues> rows) {
        QueryResult.Builder result = QueryResult.newBuilder();
        fields.forEach(result::addFields);
        rows.forEach(row -> result.addRows(row.toProto()));
        return ExecuteResponse.newBuilder()
                .setSession(request.getSession())
                .setResult(result)
                .build();
    }

    static ExecuteResponse failed(ExecuteRequest request, Code code, String message) {
        return ExecuteResponse.newBuilder()
                .setSession(request.getSession())
                .setError(RPCError.newBuilder().setCode(code).setMessage(message))
                .build();
    }

    static ExecuteResponse unknownKeyspace(ExecuteRequest request, String keyspace) {
        return failed(
                request, Code.NOT_FOUND, "VT05003: unknown database '" + keyspace + "' in vschema");
    }
}
