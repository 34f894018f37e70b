// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What error messages mean, by words of Vitess, gRPC or Java, or by the names of Java's exceptions.
 *
 * <p>The text takes precedence over the gRPC code: vtgate reports a lost tablet as CANCELLED, and
 * the same mistake as FAILED_PRECONDITION during the copy and as UNKNOWN in the log.
 */
final class VStreamErrorTexts {

    private static final String WRONG_PORT =
            "this is not vtgate's gRPC port, change 'port' (or 'hostname')";

    private static final String UNTRUSTED =
            "its certificate is not trusted, change the CA file or the server name of the TLS"
                    + " options";

    private static final String FILTER =
            "Vitess does not support this filter of a table in a stream, change the filter";

    private static final String PURGED =
            "the binary logs after this position are purged: restart without state, and keep"
                    + " binary logs longer (binlog_expire_logs_seconds)";

    private static final String POSITION =
            "Vitess cannot read the GTID set of the start position, give it as"
                    + " 'MySQL56/<uuid>:1-9' (Vitess 24 reads no tags of MySQL 8.3 and later)";

    private static final String ROW_IMAGE =
            "the binary log holds only parts of the rows, set MySQL's binlog_row_image to FULL and"
                    + " restart without state";

    private static final String OLD_SCHEMA =
            "the table has changed or moved away since these log entries were written: remove it"
                    + " from 'table-name' (tableList) and restore, or run the vttablets with"
                    + " --track-schema-versions and restart without state";

    private static final String NEW_OR_GONE =
            "the tablet does not know the table: if it is new, let the tablets load it (vtctldclient"
                    + " ReloadSchemaKeyspace); else "
                    + OLD_SCHEMA;

    private static final String LABELS =
            "an ENUM or SET column was altered after these log entries were written, and Vitess"
                    + " cannot read them by its current type: alter the column back until they are"
                    + " read, leave the table out of 'table-name' (tableList) and restore, or"
                    + " restart without state";

    private static final String THROTTLED =
            "its tablet sends nothing, it is throttled or hangs: check the throttler of the"
                    + " tablets, and vtgate's log";

    private static final String VTGATE_MESSAGE_SIZE =
            "a message is larger than vtgate or vttablet may send, raise their"
                    + " --grpc-max-message-size";

    private static final String PROXY =
            "a proxy or load balancer between Flink and vtgate ended the stream; if this keeps"
                    + " happening, raise its timeouts for gRPC streams";

    private static final String DEMOTED =
            "its tablet is being demoted, or shuts down: another one takes over";

    private static final String POOL =
            "its tablet has no free connection to MySQL, raise the vttablets'"
                    + " --queryserver-config-pool-size and --queryserver-config-stream-pool-size, or"
                    + " lower the load";

    private static final String TABLE_ACL =
            "the table ACL of the tablets denies it: add the user to the readers in their"
                    + " --table-acl-config, or change 'username'";

    private static final String TABLET_GONE =
            "its tablet is down, or vtgate does not watch it (--cells-to-watch,"
                    + " --keyspaces-to-watch, --tablet-filters)";

    private static final String NOT_SERVING =
            "no tablet of that type serves the shard now: if this keeps happening, start one, or"
                    + " make another one the primary (vtctldclient EmergencyReparentShard)";

    /** The first whose words are in the text counts, regardless of case. */
    static final List<Meaning> ALL =
            List.of(
                    // The connection.
                    retry("UnknownHostException", "the host is unknown, change 'hostname'"),
                    fatal(
                            "NotSslRecordException",
                            "the port does not speak TLS, remove the TLS options or change"
                                    + " 'port'"),
                    fatal("PKIX path", UNTRUSTED),
                    fatal("CertificateException", UNTRUSTED),
                    fatal(
                            "Decompressor is not installed",
                            "vtgate does not know this compression (gzip comes with Vitess 24):"
                                    + " remove 'grpc.compression'"),
                    fatal(
                            "certificate_required",
                            "it wants a client certificate, give one in the TLS options"),
                    fatal(
                            "SSLHandshakeException",
                            "the TLS handshake failed, check the TLS options, and whether it"
                                    + " wants a client certificate"),
                    retry(
                            "ConnectException",
                            "nothing accepts connections there, change 'hostname' or 'port', or"
                                    + " start vtgate"),
                    fatal("First received frame was not SETTINGS", WRONG_PORT),
                    retry(
                            "Network closed for unknown reason",
                            "the connection was lost; if it never came up, the port is not"
                                    + " vtgate's gRPC port or wants TLS: change 'port' or the TLS"
                                    + " options"),
                    retry(
                            "ENHANCE_YOUR_CALM",
                            "it refuses keep-alives as frequent as these, raise keepAlive to at"
                                    + " least vtgate's"
                                    + " --grpc-server-keepalive-enforcement-policy-min-time"),
                    retry("RST_STREAM", PROXY),
                    retry("Rst Stream", PROXY),
                    retry("unexpected EOS", PROXY),
                    retry("end-of-stream mid-frame", PROXY),
                    retry("upstream connect error", PROXY),
                    fatal(
                            "gRPC message exceeds maximum size",
                            "a message is larger than the source accepts, raise maxMessageSize"),
                    fatal("message larger than max", VTGATE_MESSAGE_SIZE),
                    fatal("message after decompression larger than max", VTGATE_MESSAGE_SIZE),

                    // Who may read.
                    fatal(
                            "username and password must be provided",
                            "it refused the login, as none was given: give 'username' and 'password'"),
                    fatal(
                            "provided invalid credentials",
                            "it refused the login, change 'username' and 'password'"),
                    fatal(
                            "client certificate not authorized",
                            "it does not admit this client certificate, change it in the TLS"
                                    + " options, or vtgate's"
                                    + " --grpc-auth-mtls-allowed-substrings"),
                    fatal(
                            "not connected via TLS",
                            "it wants TLS with a client certificate, set the TLS options"),
                    fatal("ACL check error", TABLE_ACL),
                    fatal("missing caller id", TABLE_ACL),

                    // What is read.
                    fatal("node doesn't exist", "the keyspace is unknown, change 'keyspace'"),
                    fatal(
                            "is not present in the database",
                            "the tablet does not know the table: if it is new, let the tablets load"
                                    + " it (vtctldclient ReloadSchemaKeyspace), else change"
                                    + " 'table-name' (tableList)"),
                    fatal(
                            "stream needs a position or a table to copy",
                            "there is no table to copy, change 'table-name' (tableList)"),
                    fatal(
                            "not found in table",
                            "a column that is read by its name is unknown: it was dropped or"
                                    + " renamed, was added only after this position, or the name is"
                                    + " wrong. Change the columns, or read all"),
                    fatal("unsupported constraint: ", FILTER),
                    fatal("comparison operator", FILTER),
                    fatal("unsupported qualifier for column: ", FILTER),
                    fatal("unsupported function: ", FILTER),
                    fatal("unsupported: ", FILTER),
                    fatal("unexpected: ", FILTER),
                    fatal("Type is not supported: ", FILTER),
                    fatal("cannot compare strings, collation", FILTER),
                    fatal("Cannot convert string", FILTER),
                    fatal(
                            "Incorrect DATE",
                            "a row has an impossible date such as 2024-00-00, which Vitess cannot"
                                    + " compare: take the condition on that column out of the"
                                    + " filter, or change the row"),

                    // Where reading starts.
                    fatal(
                            "shard provided in VGTID",
                            "the shard was deleted (a Reshard was completed before this source had"
                                    + " read the shard to its end), so its changes after this"
                                    + " position can no longer be read, and nothing says where to"
                                    + " continue in the shards that replaced it: bring its tablet"
                                    + " back if its MySQL still has the data, restart without"
                                    + " state and with a new snapshot, or, if the changes between"
                                    + " them may be lost, from a VGTID of the new shards"
                                    + " (StartupOptions.specificOffset)"),
                    retry(
                            "not all journaling participants",
                            "the shard was resharded together with others, and the stream broke"
                                    + " before its journal came: the next attempt brings it"),
                    fatal("could not decode position", POSITION),
                    fatal("unknown GTIDSet flavor", POSITION),
                    fatal("purged required binary logs", PURGED),
                    fatal("Could not find first log file name in binary log index", PURGED),
                    retry(
                            "GTIDSet Mismatch",
                            "its tablet lacks transactions that were read before: it lags, or"
                                    + " they were lost in a failover; if this keeps happening,"
                                    + " restart without state"),
                    fatal(
                            "has no fields defined",
                            "the 'lastpk' of the start position has no 'fields', give it as vtgate"
                                    + " sent it"),
                    fatal(
                            "number of primary key values",
                            "the table's primary key is not the one with which its copy began:"
                                    + " restart without state"),

                    // The tablets.
                    retry(
                            "tablet for VStream",
                            "no tablet of that type serves the shard, start one or change"
                                    + " 'tablet-type'; if one does, it lags, or lacks this"
                                    + " position's binary logs or transactions, see vtgate's log:"
                                    + " if this keeps happening, restart without state"),
                    retry("is either down or nonexistent", TABLET_GONE),
                    retry("primary is not serving", NOT_SERVING),
                    retry("no healthy tablet", NOT_SERVING),
                    retry("operation not allowed in state", DEMOTED),
                    retry("connection pool is closed", DEMOTED),
                    retry("connection pool timed out", POOL),
                    retry("connection pool waiter cap reached", POOL),
                    retry("resource pool timed out", POOL),
                    retry(
                            "restarting vstream",
                            "its tablet is not healthy, lags, or changed its type: check the"
                                    + " tablets"),
                    retry("vstream is fully throttled or otherwise hung", THROTTLED),
                    retry("vstreamer has been fully throttled", THROTTLED),
                    retry(
                            "unexpected server EOF",
                            "its MySQL ended the binary log's stream, as it does when it restarts"),
                    retry(
                            "waiting for skew to reduce",
                            "one shard is far behind another, check the shards' load"),

                    // The log.
                    retry(
                            "is not compatible with the current event",
                            "the table has changed since these log entries were written; if this"
                                    + " keeps happening, run the vttablets with"
                                    + " --track-schema-versions and"
                                    + " restart without state"),
                    fatal("cannot determine table columns", OLD_SCHEMA),
                    fatal("unknown table", NEW_OR_GONE),
                    fatal("failed to build ENUM and SET column integer", LABELS),
                    fatal("failed to perform ENUM column integer", LABELS),
                    fatal("minimal binlog_row_image is not supported", ROW_IMAGE),
                    fatal("partial row image encountered", ROW_IMAGE));

    /**
     * What an error means.
     *
     * @param words part of the error's text, in lower case
     * @param remedy the cause and what to change
     * @param retryable whether the same call may succeed later
     */
    record Meaning(String words, String remedy, boolean retryable) {}

    private static Meaning retry(String words, String remedy) {
        return new Meaning(words.toLowerCase(Locale.ROOT), remedy, true);
    }

    private static Meaning fatal(String words, String remedy) {
        return new Meaning(words.toLowerCase(Locale.ROOT), remedy, false);
    }

    private VStreamErrorTexts() {}

    /** What an error with these texts means; empty if that is not known. */
    static Optional<Meaning> meaning(List<String> texts) {
        // Once, as a text may have megabytes.
        List<String> lower = texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
        return ALL.stream()
                .filter(meaning -> lower.stream().anyMatch(text -> text.contains(meaning.words())))
                .findFirst();
    }
}
