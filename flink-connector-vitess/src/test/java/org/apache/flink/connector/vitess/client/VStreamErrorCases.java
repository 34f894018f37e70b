// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import io.grpc.Status;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;

/** Errors in the full words of Vitess 24.0.0, of grpc-go 1.80 and of grpc-java 1.85. */
final class VStreamErrorCases {

    private static final String GTIDS = "0a8f2bde-0000-11ee-8000-00000000000a:1-9";

    private VStreamErrorCases() {}

    /** Errors and what is said about them. */
    record Case(Status status, boolean retryable, String remedy) {}

    private static Case retry(Status status, String remedy) {
        return new Case(status, true, remedy);
    }

    private static Case fatal(Status status, String remedy) {
        return new Case(status, false, remedy);
    }

    /** An error of vtgate about the stream of a shard. */
    private static Status vtgate(Status.Code code, String text) {
        return code.toStatus()
                .withDescription(
                        "error starting stream from shard GTID keyspace:\"customer\" shard:\"-80\""
                                + " gtid:\"MySQL56/"
                                + GTIDS
                                + "\": "
                                + text);
    }

    /** An error of a tablet that vtgate does not try again. */
    private static Status tablet(Status.Code code, String goCode, String text) {
        return vtgate(
                code,
                "error in vstream for customer/-80 on tablet zone1-0000000100: "
                        + rpc(goCode, text));
    }

    /** An error of a tablet that vtgate has tried three times. */
    private static Status persistent(Status.Code code, String goCode, String text) {
        return vtgate(
                code,
                "persistent error in vstream for customer/-80 on tablet zone1-0000000100; giving"
                        + " up: "
                        + rpc(goCode, text));
    }

    private static Status persistent(String text) {
        return persistent(Status.Code.UNKNOWN, "Unknown", text);
    }

    private static String rpc(String goCode, String text) {
        return "target: customer.-80.primary: vttablet: rpc error: code = "
                + goCode
                + " desc = "
                + text;
    }

    /** An error of a tablet at an entry of the log, where it loses its code. */
    private static Status inLog(String text) {
        return persistent(
                "stream (at source tablet) error @ (including the GTID we failed to process) "
                        + GTIDS
                        + ": "
                        + text);
    }

    static final List<Case> CONNECTION =
            List.of(
                    retry(
                            Status.UNAVAILABLE.withCause(
                                    new RuntimeException(new UnknownHostException("vtgate"))),
                            "the host is unknown, change 'hostname'"),
                    retry(
                            Status.UNAVAILABLE
                                    .withDescription("io exception")
                                    .withCause(new ConnectException("Connection refused")),
                            "nothing accepts connections there, change 'hostname' or 'port'"),
                    retry(
                            Status.UNAVAILABLE.withDescription("Network closed for unknown reason"),
                            "change 'port' or the TLS options"),
                    fatal(
                            Status.UNIMPLEMENTED.withDescription(
                                    "grpc: Decompressor is not installed for grpc-encoding"
                                            + " \"gzip\""),
                            "gzip comes with Vitess 24): remove 'grpc.compression'"),
                    retry(
                            Status.RESOURCE_EXHAUSTED.withDescription(
                                    "Bandwidth exhausted\nHTTP/2 error code: ENHANCE_YOUR_CALM\n"
                                            + "Received Goaway\ntoo_many_pings"),
                            "raise keepAlive"),
                    fatal(
                            Status.INTERNAL
                                    .withDescription("http2 exception")
                                    .withCause(
                                            new Exception(
                                                    "First received frame was not SETTINGS.")),
                            "not vtgate's gRPC port, change 'port'"),
                    retry(
                            Status.INTERNAL.withDescription(
                                    "RST_STREAM closed stream. HTTP/2 error code: INTERNAL_ERROR"),
                            "a proxy or load balancer between Flink and vtgate ended the stream"),
                    retry(
                            Status.INTERNAL.withDescription(
                                    "HTTP/2 error code: INTERNAL_ERROR\nReceived Rst Stream"),
                            "a proxy or load balancer between Flink and vtgate ended the stream"),
                    retry(
                            Status.INTERNAL.withDescription(
                                    "Received unexpected EOS on DATA frame from server."),
                            "a proxy or load balancer between Flink and vtgate ended the stream"),
                    retry(
                            Status.INTERNAL.withDescription("Encountered end-of-stream mid-frame"),
                            "a proxy or load balancer between Flink and vtgate ended the stream"),
                    retry(
                            Status.UNAVAILABLE.withDescription(
                                    "upstream connect error or disconnect/reset before headers."
                                            + " reset reason: connection termination"),
                            "raise its timeouts for gRPC streams"),
                    retry(
                            Status.UNAVAILABLE.withDescription(
                                    "HTTP status code 502\ninvalid content-type: text/html"),
                            "the connection was lost"),
                    fatal(
                            Status.RESOURCE_EXHAUSTED.withDescription(
                                    "gRPC message exceeds maximum size 16777216: 20000017"),
                            "larger than the source accepts, raise maxMessageSize"),
                    fatal(
                            Status.RESOURCE_EXHAUSTED.withDescription(
                                    "grpc: trying to send message larger than max (20000017 vs."
                                            + " 16777216)"),
                            "raise their --grpc-max-message-size"),
                    fatal(
                            tablet(
                                    Status.Code.RESOURCE_EXHAUSTED,
                                    "ResourceExhausted",
                                    "grpc: received message larger than max (20000017 vs."
                                            + " 16777216)"),
                            "raise their --grpc-max-message-size"),
                    fatal(
                            tablet(
                                    Status.Code.RESOURCE_EXHAUSTED,
                                    "ResourceExhausted",
                                    "grpc: received message after decompression larger than max"
                                            + " 16777216"),
                            "raise their --grpc-max-message-size"));

    static final List<Case> SECURITY =
            List.of(
                    fatal(
                            Status.UNAVAILABLE.withCause(new NotSslRecordException("not TLS")),
                            "remove the TLS options or change 'port'"),
                    fatal(
                            Status.UNAVAILABLE.withCause(
                                    new SSLHandshakeException("General OpenSslEngine problem")),
                            "TLS handshake failed"),
                    fatal(
                            Status.UNAVAILABLE.withCause(
                                    new SSLHandshakeException("x")
                                            .initCause(new CertificateException("unknown CA"))),
                            "certificate is not trusted, change the CA file"),
                    fatal(
                            Status.UNAVAILABLE.withCause(
                                    new SSLHandshakeException("PKIX path building failed")),
                            "certificate is not trusted, change the CA file"),
                    fatal(
                            Status.UNAVAILABLE
                                    .withDescription("ssl exception")
                                    .withCause(new Exception("TLSV1_ALERT_CERTIFICATE_REQUIRED")),
                            "wants a client certificate, give one"),
                    fatal(
                            Status.UNAUTHENTICATED.withDescription(
                                    "username and password must be provided"),
                            "give 'username' and 'password'"),
                    fatal(
                            Status.PERMISSION_DENIED.withDescription(
                                    "auth failure: caller \"x\" provided invalid credentials"),
                            "change 'username' and 'password'"),
                    fatal(
                            Status.PERMISSION_DENIED.withDescription(
                                    "Select command denied to user 'x' for table 'columns' (ACL"
                                            + " check error)"),
                            "the table ACL of the tablets denies it"),
                    fatal(
                            Status.UNAUTHENTICATED.withDescription("missing caller id"),
                            "--table-acl-config"),
                    fatal(
                            Status.UNAUTHENTICATED.withDescription(
                                    "client certificate not authorized"),
                            "--grpc-auth-mtls-allowed-substrings"),
                    fatal(
                            Status.UNAUTHENTICATED.withDescription("not connected via TLS"),
                            "wants TLS with a client certificate"));

    static final List<Case> REQUEST =
            List.of(
                    fatal(
                            Status.UNKNOWN.withDescription(
                                    "failed to resolve vstream parameters: failed to get shards in"
                                            + " keyspace nope: keyspace nope fetch error: node"
                                            + " doesn't exist: keyspaces/nope/SrvKeyspace"),
                            "the keyspace is unknown, change 'keyspace'"),
                    fatal(
                            persistent("table nope is not present in the database"),
                            "the tablet does not know the table: if it is new, let the tablets load"
                                    + " it (vtctldclient ReloadSchemaKeyspace)"),
                    fatal(
                            persistent("stream needs a position or a table to copy"),
                            "no table to copy, change 'table-name'"),
                    fatal(
                            persistent(
                                    Status.Code.FAILED_PRECONDITION,
                                    "FailedPrecondition",
                                    "column nope not found in table customer"),
                            "a column that is read by its name is unknown"),
                    fatal(
                            inLog(
                                    "Code: FAILED_PRECONDITION\ncolumn nope not found in table"
                                            + " customer\n\nfailed to build table replication plan"
                                            + " for table customer"),
                            "a column that is read by its name is unknown"),
                    fatal(
                            persistent("unsupported constraint: a = 1 or b = 2"),
                            "change the filter"),
                    fatal(persistent("comparison operator <=> not supported"), "change the filter"),
                    fatal(
                            inLog(
                                    "Code: INTERNAL\nType is not supported: \"EXPRESSION(1)\""
                                            + " EXPRESSION\n"),
                            "change the filter"),
                    fatal(
                            inLog(
                                    "Code: UNKNOWN\ncannot compare strings, collation is unknown or"
                                            + " unsupported (collation ID: 28)\n"),
                            "change the filter"),
                    fatal(
                            persistent(
                                    "Cannot convert string '\\xF0\\x9F\\x98\\x80' from binary to"
                                            + " utf8mb3 (errno 3854) (sqlstate HY000)"),
                            "change the filter"),
                    fatal(
                            inLog(
                                    "Code: INVALID_ARGUMENT\nIncorrect DATETIME value: '2024-00-00"
                                            + " 00:00:00.000000'\n"),
                            "take the condition on that column out of the filter"),
                    fatal(
                            persistent("unsupported qualifier for column: t.id"),
                            "change the filter"),
                    fatal(persistent("unsupported function: upper(a)"), "change the filter"),
                    fatal(
                            persistent(
                                    "unsupported: select expression table a does not match the"
                                            + " table entry name b"),
                            "change the filter"),
                    fatal(persistent("unexpected: a + 1 = 2"), "change the filter"));

    static final List<Case> POSITION =
            List.of(
                    fatal(
                            vtgate(
                                    Status.Code.FAILED_PRECONDITION,
                                    "failed to determine if keyspace customer has been resharded:"
                                            + " shard provided in VGTID, -80, not found in the"
                                            + " customer keyspace"),
                            "the shard was deleted"),
                    retry(
                            tablet(
                                    Status.Code.INTERNAL,
                                    "Internal",
                                    "error getting journal event for shard GTID keyspace:\"customer\""
                                            + " shard:\"-80\" on tablet zone1-0000000100: not all"
                                            + " journaling participants are in the stream: journal:"
                                            + " [keyspace:\"customer\" shard:\"-80\""
                                            + " keyspace:\"customer\" shard:\"80-\"], stream:"
                                            + " [keyspace:\"customer\" shard:\"-80\"]"),
                            "the shard was resharded together with others"),
                    fatal(
                            tablet(
                                    Status.Code.INTERNAL,
                                    "Internal",
                                    "could not decode position: invalid MySQL 5.6 GTID set"
                                            + " (\"abc\"): expected uuid:interval"),
                            "give it as 'MySQL56/<uuid>:1-9'"),
                    fatal(
                            tablet(
                                    Status.Code.INTERNAL,
                                    "Internal",
                                    "parse error: unknown GTIDSet flavor \"\""),
                            "give it as 'MySQL56/<uuid>:1-9'"),
                    fatal(
                            inLog(
                                    "Cannot replicate because the source purged required binary"
                                            + " logs. Replicate the missing transactions from"
                                            + " elsewhere, or provision a new replica from backup."
                                            + " Consider increasing the source's binary log"
                                            + " expiration period. The GTID sets and the missing"
                                            + " purged transactions are too long to print in this"
                                            + " message. For more information, please see the"
                                            + " source's error log or the manual for GTID_SUBTRACT"
                                            + " (errno 1236) (sqlstate HY000)"),
                            "binary logs after this position are purged"),
                    fatal(
                            inLog(
                                    "Could not find first log file name in binary log index file"
                                            + " (errno 1236) (sqlstate HY000)"),
                            "binary logs after this position are purged"),
                    retry(
                            persistent(
                                    Status.Code.INVALID_ARGUMENT,
                                    "InvalidArgument",
                                    "GTIDSet Mismatch: requested source position:MySQL56/"
                                            + GTIDS
                                            + ", current target vrep position:"
                                            + " MySQL56/0a8f2bde-0000-11ee-8000-00000000000a:1-7"),
                            "it lags, or they were lost"),
                    fatal(
                            persistent("lastpk for table customer has no fields defined"),
                            "the 'lastpk' of the start position has no 'fields'"),
                    fatal(
                            inLog(
                                    "cannot build a row streamer plan for the customer table as a"
                                            + " lastpk value was provided and the number of primary"
                                            + " key values within it ([INT64(1) INT64(2)]) does not"
                                            + " match the number of primary key columns in the"
                                            + " table ([0])"),
                            "the table's primary key is not the one"));

    static final List<Case> TABLETS =
            List.of(
                    retry(
                            vtgate(
                                    Status.Code.CANCELLED,
                                    "failed to find a PRIMARY tablet for VStream in customer/-80"
                                            + " within the zone1 cell(s): context has expired"),
                            "change 'tablet-type'"),
                    retry(
                            vtgate(
                                    Status.Code.NOT_FOUND,
                                    "failed to get tablet connection to zone1-0000000100: tablet:"
                                            + " cell:\"zone1\" uid:100 is either down or"
                                            + " nonexistent"),
                            "its tablet is down, or vtgate does not watch it"),
                    retry(
                            Status.UNKNOWN.withDescription(
                                    "target: customer.-80.primary: primary is not serving, there may"
                                            + " be a reparent operation in progress"),
                            "no tablet of that type serves the shard now"),
                    retry(
                            Status.UNAVAILABLE.withDescription(
                                    "target: customer.-80.replica: no healthy tablet available for"
                                            + " 'keyspace:\"customer\" shard:\"-80\""
                                            + " tablet_type:REPLICA'"),
                            "start one, or make another one the primary"),
                    retry(
                            tablet(Status.Code.INTERNAL, "Internal", "connection pool is closed"),
                            "its tablet is being demoted"),
                    retry(
                            Status.fromCodeValue(17)
                                    .withDescription(
                                            "target: customer.-80.primary: operation not allowed in"
                                                    + " state NOT_SERVING"),
                            "its tablet is being demoted"),
                    retry(
                            tablet(
                                    Status.Code.RESOURCE_EXHAUSTED,
                                    "ResourceExhausted",
                                    "connection pool timed out"),
                            "has no free connection to MySQL"),
                    retry(
                            Status.RESOURCE_EXHAUSTED.withDescription(
                                    "connection pool waiter cap reached"),
                            "--queryserver-config-pool-size"),
                    retry(
                            Status.RESOURCE_EXHAUSTED.withDescription("resource pool timed out"),
                            "--queryserver-config-pool-size"),
                    retry(
                            persistent(
                                    Status.Code.UNAVAILABLE,
                                    "Unavailable",
                                    "error streaming from tablet zone1-0000000100 in customer/-80:"
                                            + " error streaming tablet health from zone1-0000000100:"
                                            + " tablet zone1-0000000100 type has changed from"
                                            + " REPLICA to PRIMARY, restarting vstream"),
                            "not healthy, lags, or changed its type"),
                    retry(
                            Status.UNAVAILABLE.withDescription(
                                    "vstream is fully throttled or otherwise hung: vstream failed"
                                            + " liveness checks as there was no activity, including"
                                            + " heartbeats, within the last 10m0s"),
                            "check the throttler"),
                    retry(
                            inLog(
                                    "Code: INTERNAL\nvstreamer has been fully throttled for more"
                                            + " than 10m0s, giving up so that we can retry\n"),
                            "check the throttler"),
                    retry(
                            inLog("Code: ABORTED\nunexpected server EOF while parsing events\n"),
                            "as it does when it restarts"),
                    retry(
                            vtgate(
                                    Status.Code.CANCELLED,
                                    "error in vstream for customer/-80 on tablet zone1-0000000100:"
                                            + " timed out while waiting for skew to reduce for"
                                            + " stream customer/-80 from customer/-80"),
                            "one shard is far behind"));

    static final List<Case> LOG =
            List.of(
                    retry(
                            persistent(
                                    Status.Code.FAILED_PRECONDITION,
                                    "FailedPrecondition",
                                    "cannot use column names in vstream filter as the current table"
                                            + " schema for table customer is not compatible with the"
                                            + " current event for this table in the stream"),
                            "keeps happening, run the vttablets with --track-schema-versions"),
                    fatal(
                            inLog(
                                    "cannot determine table columns for customer: event has [8 15],"
                                            + " schema has [name:\"id\" type:INT64]"),
                            "--track-schema-versions and restart without state"),
                    fatal(
                            inLog("unknown table customer in schema"),
                            "ReloadSchemaKeyspace); else the table has changed or moved away since"
                                    + " these log entries were written"),
                    fatal(
                            inLog(
                                    "syntax error at position 35 near '10'\nfailed to build ENUM and SET"
                                            + " column integer to string mappings\nfailed to build"
                                            + " table replication plan for table customer"),
                            "an ENUM or SET column was altered after these log entries"),
                    fatal(
                            inLog(
                                    "Cannot convert value to desired type\nno valid integer value found"
                                            + " for column e in table customer, bytes: 0\nfailed to"
                                            + " perform ENUM column integer to string value mapping"),
                            "an ENUM or SET column was altered after these log entries"),
                    fatal(
                            inLog(
                                    "no string value found for ENUM column e in table customer -- with"
                                            + " available values being: map[1:a 2:b] -- using the found"
                                            + " integer value: 3\nfailed to perform ENUM column integer"
                                            + " to string value mapping"),
                            "an ENUM or SET column was altered after these log entries"),
                    fatal(
                            tablet(
                                    Status.Code.INTERNAL,
                                    "Internal",
                                    "minimal binlog_row_image is not supported by Vitess"
                                            + " VReplication"),
                            "set MySQL's binlog_row_image to FULL"),
                    fatal(
                            inLog(
                                    "partial row image encountered: ensure binlog_row_image is set"
                                            + " to 'full'"),
                            "set MySQL's binlog_row_image to FULL"));

    static final List<Case> CODES =
            List.of(
                    retry(Status.DEADLINE_EXCEEDED, "raise 'connect.timeout'"),
                    retry(Status.OK, "a stream of changes has no end"),
                    retry(Status.UNAVAILABLE, "the connection was lost"),
                    fatal(Status.UNIMPLEMENTED, "not vtgate's gRPC port"),
                    fatal(Status.UNAUTHENTICATED, "change 'username' and 'password'"),
                    retry(Status.RESOURCE_EXHAUSTED, "check the load of vtgate"),
                    retry(Status.INTERNAL, "it failed"),
                    retry(Status.DATA_LOSS, "it failed"),
                    fatal(Status.INVALID_ARGUMENT, "it failed"));

    static final List<Case> ALL =
            Stream.of(CONNECTION, SECURITY, REQUEST, POSITION, TABLETS, LOG, CODES)
                    .flatMap(List::stream)
                    .toList();

    /** Stands for netty's exception, whose package may be relocated. */
    private static final class NotSslRecordException extends Exception {
        private static final long serialVersionUID = 1;

        NotSslRecordException(String message) {
            super(message);
        }
    }
}
