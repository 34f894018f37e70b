// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import io.grpc.Status;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.config.Endpoint;

/** Puts what gRPC and vtgate say into one message that names the cause and the option to change. */
final class VStreamErrors {

    private static final String WRONG_PORT =
            "this is not vtgate's gRPC port, change 'port' (or 'hostname')";

    /**
     * What a text means, by words of the server, of gRPC, of Java or of its exceptions' names. The
     * first that matches counts.
     */
    private static final List<Meaning> BY_TEXT =
            List.of(
                    new Meaning("UnknownHostException", "the host is unknown, change 'hostname'"),
                    new Meaning(
                            "ConnectException",
                            "nothing accepts connections there, change 'hostname' or 'port', or"
                                    + " start vtgate"),
                    new Meaning(
                            "NotSslRecordException",
                            "the port does not speak TLS, take the"
                                    + " TLS options away or change 'port'"),
                    new Meaning(
                            "CertificateException",
                            "its certificate is not trusted, change the CA file or the server"
                                    + " name of the TLS options"),
                    new Meaning(
                            "SSLHandshakeException",
                            "the TLS handshake failed, check the TLS options, and whether it"
                                    + " wants a client certificate"),
                    new Meaning("First received frame was not SETTINGS", WRONG_PORT),
                    new Meaning("node doesn't exist", "the keyspace is unknown, change 'keyspace'"),
                    new Meaning(
                            "is not present in the database",
                            "the table is unknown, change 'table-name'"),
                    new Meaning(
                            "shard provided in VGTID",
                            "the shard was deleted, so its changes after this position cannot be"
                                    + " read any more: start anew without state"),
                    new Meaning(
                            "purged required binary logs",
                            "the binary logs after this position are purged: start anew without"
                                    + " state"),
                    new Meaning(
                            "Network closed for unknown reason",
                            "the connection was lost; if it never came up, the port is not"
                                    + " vtgate's gRPC port or wants TLS: change 'port' or the TLS"
                                    + " options"));

    private record Meaning(String words, String remedy) {}

    private VStreamErrors() {}

    /**
     * The exception for a call that failed.
     *
     * @param action what was tried, as in "list the shards"
     * @param endpoint the vtgate that was asked
     * @param status how the call ended
     */
    static VitessException of(String action, Endpoint endpoint, Status status) {
        List<String> texts = texts(status);
        String message =
                String.format(
                        "Cannot %s at vtgate %s: %s (%s)",
                        action, endpoint, remedy(status, texts), said(status));
        return new VitessException(message, status.getCause());
    }

    private static String remedy(Status status, List<String> texts) {
        return BY_TEXT.stream()
                .filter(meaning -> texts.stream().anyMatch(t -> t.contains(meaning.words())))
                .map(Meaning::remedy)
                .findFirst()
                .orElseGet(() -> remedy(status.getCode()));
    }

    private static String remedy(Status.Code code) {
        return switch (code) {
            case UNAVAILABLE ->
                    "the connection was lost, check 'hostname', 'port' and vtgate's log";
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                    "it refused the login, change 'username' and 'password'";
            case UNIMPLEMENTED -> WRONG_PORT;
            case DEADLINE_EXCEEDED ->
                    "it did not answer in time, check 'hostname' and 'port', or raise"
                            + " 'connect.timeout'";
            case RESOURCE_EXHAUSTED ->
                    "a message is larger than a limit: raise the source's maximum message size or"
                            + " vtgate's --grpc-max-message-size";
            case OK -> "it ended the stream, though a stream of changes has no end";
            default -> "it failed";
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
