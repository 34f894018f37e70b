// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.function.Function;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtrpc.Code;

/** A statement that goes to the one shard that the session names, if that answers. */
final class TargetedStatement {
    private TargetedStatement() {}

    /** Where the session wants its statements to go. */
    static ShardTarget target(ExecuteRequest request) {
        return ShardTarget.parse(request.getSession().getTargetString());
    }

    /** Whether the statement goes to a shard whose MySQL never answers. */
    static boolean hangs(EmbeddedVitess vitess, ExecuteRequest request) {
        ShardTarget target = target(request);
        EmbeddedKeyspace keyspace = vitess.findKeyspace(target.keyspace());
        EmbeddedShard shard = keyspace == null ? null : keyspace.findShard(target.shard());
        return shard != null && shard.hangs();
    }

    /** Asks the shard, or answers why that is not possible. */
    static ExecuteResponse execute(
            EmbeddedVitess vitess,
            ExecuteRequest request,
            Function<EmbeddedShard, ExecuteResponse> statement) {
        ShardTarget target = target(request);
        if (target.shard().isEmpty()) {
            return ExecuteResponses.failed(
                    request,
                    Code.UNIMPLEMENTED,
                    "EmbeddedVitess wants one shard as the target of this statement, such as"
                            + " customer:-80@primary");
        }
        EmbeddedKeyspace keyspace = vitess.findKeyspace(target.keyspace());
        if (keyspace == null) {
            return ExecuteResponses.unknownKeyspace(request, target.keyspace());
        }
        EmbeddedShard shard = keyspace.findShard(target.shard());
        if (shard == null || !shard.hasQueryService() || !target.isKnownType()) {
            return ExecuteResponses.failed(request, Code.UNAVAILABLE, target.noTablet());
        }
        return statement.apply(shard);
    }
}
