// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import io.grpc.Status;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.config.Endpoint;

/** Puts what gRPC and vtgate say into one message that names the cause and the option to change. */
final class VStreamErrors {

    private static final String WRONG_PORT =
            "this is not vtgate's gRPC port, change 'port' (or 'hostname')";

    private static final String UNTRUSTED =
            "its certificate is not trusted, change the CA file or the server name of the TLS"
                    + " options";

    /**
     * What a text means, by words of the server, of gRPC, of Java or of its exceptions' names. The
     * first that matches, whatever its case, counts.
     */
    private static final List<Meaning> BY_TEXT =
            List.of(
                    retry("UnknownHostException", "the host is unknown, change 'hostname'"),
                    fatal(
                            "NotSslRecordException",
                            "the port does not speak TLS, take the TLS options away or change"
                                    + " 'port'"),
                    fatal("PKIX path", UNTRUSTED),
                    fatal("CertificateException", UNTRUSTED),
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
                    fatal("node doesn't exist", "the keyspace is unknown, change 'keyspace'"),
                    fatal(
                            "is not present in the database",
                            "the table is unknown, change 'table-name' (tableList)"),
                    fatal(
                            "shard provided in VGTID",
                            "the shard was deleted, so its changes after this position cannot be"
                                    + " read any more: start anew without state"),
                    fatal(
                            "purged required binary logs",
                            "the binary logs after this position are purged: start anew without"
                                    + " state"),
                    retry(
                            "GTIDSet Mismatch",
                            "its tablet lacks transactions that were read before: it lags, or"
                                    + " they were lost in a failover; if this goes on, start anew"
                                    + " without state"),
                    retry(
                            "tablet for VStream",
                            "no tablet of that type serves the shard, start one or change"
                                    + " 'tablet-type'"),
                    retry(
                            "Network closed for unknown reason",
                            "the connection was lost; if it never came up, the port is not"
                                    + " vtgate's gRPC port or wants TLS: change 'port' or the TLS"
                                    + " options"));

    private record Meaning(String words, String remedy, boolean retryable) {
        boolean isIn(String text) {
            return text.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
        }
    }

    private static Meaning retry(String words, String remedy) {
        return new Meaning(words, remedy, true);
    }

    private static Meaning fatal(String words, String remedy) {
        return new Meaning(words, remedy, false);
    }

    private VStreamErrors() {}

    /**
     * The exception for a call that failed.
     *
     * @param action what was tried, as in "list the shards"
     * @param endpoint the vtgate that was asked
     * @param status how the call ended
     */
    static VitessException of(String action, Endpoint endpoint, Status status) {
        Meaning meaning = meaning(status);
        String message =
                String.format(
                        "Cannot %s at vtgate %s: %s (%s)",
                        action, endpoint, meaning.remedy(), said(status));
        return new VitessException(message, status.getCause(), meaning.retryable());
    }

    private static Meaning meaning(Status status) {
        List<String> texts = texts(status);
        return BY_TEXT.stream()
                .filter(meaning -> texts.stream().anyMatch(meaning::isIn))
                .findFirst()
                .orElseGet(() -> meaning(status.getCode()));
    }

    private static Meaning meaning(Status.Code code) {
        return switch (code) {
            case UNAVAILABLE ->
                    retry("", "the connection was lost, check 'hostname', 'port' and vtgate's log");
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                    fatal("", "it refused the login, change 'username' and 'password'");
            case UNIMPLEMENTED -> fatal("", WRONG_PORT);
            case DEADLINE_EXCEEDED ->
                    retry(
                            "",
                            "it did not answer in time, check 'hostname' and 'port', or raise"
                                    + " 'connect.timeout'");
            case RESOURCE_EXHAUSTED ->
                    fatal(
                            "",
                            "a message is larger than a limit: raise the source's maximum message"
                                    + " size or vtgate's --grpc-max-message-size");
            case OK -> retry("", "it ended the stream, though a stream of changes has no end");
            case CANCELLED, ABORTED, UNKNOWN, FAILED_PRECONDITION, NOT_FOUND ->
                    retry("", "it failed");
            default -> fatal("", "it failed");
        };
    }

    private static String said(Status status) {
        return status.getDescription() == null
                ? status.getCode().toString()
                : status.getCode() + ": " + status.getDescription();
    }

    /** The server's text, and name and message of each cause. */
    private static List<String> texts(Status status) {
        return Stream.concat(
                        Stream.ofNullable(status.getDescription()),
                        Stream.iterate(status.getCause(), Objects::nonNull, Throwable::getCause)
                                .map(VStreamErrors::nameAndMessage))
                .toList();
    }

    /** By the names, as the packages differ in a relocated gRPC. */
    private static String nameAndMessage(Throwable cause) {
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
