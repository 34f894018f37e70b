// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.grpc.Status;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.topodata.TabletType;

/** The texts of the server that more than one class needs. */
final class Errors {
    /** The only tablet's name. */
    static final String TABLET = "zone1-0000000100";

    private Errors() {}

    /** A message as Go prints it. */
    static String print(Message message) {
        return TextFormat.printer()
                .emittingSingleLine(true)
                .printToString(message)
                .replace(": \"", ":\"");
    }

    static StreamFailure shardNotFound(String keyspace, String shard) {
        return StreamFailure.ofVtgate(
                Status.Code.FAILED_PRECONDITION,
                "failed to determine if keyspace %s has been resharded: shard provided in VGTID, %s, not found in the %s keyspace"
                        .formatted(keyspace, shard, keyspace));
    }

    static StreamFailure noTablet(TabletType type, String keyspace, String shard) {
        return StreamFailure.ofVtgate(
                Status.Code.CANCELLED,
                "failed to find a %s tablet for VStream in %s/%s within the zone1 cell(s): context has expired"
                        .formatted(type, keyspace, shard));
    }

    /** A failure at the columns of a table. */
    static StreamFailure atTable(StreamFailure failure, ServerGtidSet position, String table) {
        return atLogEntry(
                failure, position, "\nfailed to build table replication plan for table " + table);
    }

    /** A failure that the log brings to light has lost its code, but for its name in the text. */
    static StreamFailure atLogEntry(StreamFailure failure, ServerGtidSet position, String wrapped) {
        String code = failure.code() == Status.Code.UNKNOWN ? "" : "Code: " + failure.code() + "\n";
        return StreamFailure.ofTablet(
                Status.Code.UNKNOWN,
                "stream (at source tablet) error @ (including the GTID we failed to process) %s: %s%s%s%s"
                        .formatted(
                                position,
                                code,
                                failure.getMessage(),
                                code.isEmpty() || wrapped.isEmpty() ? "" : "\n",
                                wrapped));
    }

    /** What the client gets when the stream of one shard fails. */
    static Status ofShard(StreamFailure failure, TabletType type, ShardGtid position) {
        String message = failure.getMessage();
        if (failure.origin() == StreamFailure.Origin.TABLET) {
            boolean retried = isRetried(failure.code());
            message =
                    "%s in vstream for %s/%s on tablet %s%s: target: %s.%s.%s: vttablet: rpc error: code = %s desc = %s"
                            .formatted(
                                    retried ? "persistent error" : "error",
                                    position.getKeyspace(),
                                    position.getShard(),
                                    TABLET,
                                    retried ? "; giving up" : "",
                                    position.getKeyspace(),
                                    position.getShard(),
                                    type.name().toLowerCase(Locale.ROOT),
                                    goName(failure.code()),
                                    message);
        }
        return Status.fromCode(failure.code())
                .withDescription(
                        "error starting stream from shard GTID %s: %s"
                                .formatted(print(position), message));
    }

    /** vtgate tries these three times before it reports them to the client. */
    private static boolean isRetried(Status.Code code) {
        return code == Status.Code.UNKNOWN || code == Status.Code.FAILED_PRECONDITION;
    }

    /** INVALID_ARGUMENT is InvalidArgument in Go. */
    private static String goName(Status.Code code) {
        return Arrays.stream(code.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
