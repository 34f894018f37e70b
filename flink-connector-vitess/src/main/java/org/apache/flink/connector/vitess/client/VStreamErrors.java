// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import io.grpc.Status;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.flink.connector.vitess.config.Endpoint;

/** Puts what gRPC and vtgate say into one message that names the cause and the option to change. */
final class VStreamErrors {

    private VStreamErrors() {}

    /**
     * The exception for a call that failed.
     *
     * @param action what was tried, as in "list the shards of keyspace 'customer'"
     * @param endpoint the vtgate that was asked
     * @param status how the call ended
     */
    static VitessException of(String action, Endpoint endpoint, Status status) {
        String message =
                String.format(
                        "Cannot %s at vtgate %s: %s (%s%s)",
                        action,
                        endpoint,
                        remedy(endpoint, status),
                        status.getCode(),
                        said(status).map(text -> ": " + text).orElse(""));
        return new VitessException(message, status.getCause());
    }

    private static String remedy(Endpoint endpoint, Status status) {
        return switch (status.getCode()) {
            case UNAVAILABLE -> unreachable(endpoint, status);
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                    "it refused the login, change 'username' and 'password'";
            case UNIMPLEMENTED ->
                    "this server is no vtgate, change 'hostname' and 'port' to vtgate's gRPC port";
            case DEADLINE_EXCEEDED ->
                    "it did not answer in time, check 'hostname' and 'port', or raise"
                            + " 'connect.timeout'";
            case RESOURCE_EXHAUSTED ->
                    "a message is larger than a limit: raise 'grpc.max-message-size' here or"
                            + " --grpc-max-message-size there";
            default -> byText(status);
        };
    }

    private static String unreachable(Endpoint endpoint, Status status) {
        if (causedBy(status, UnknownHostException.class::isInstance)) {
            return "the host is unknown, change 'hostname'";
        }
        if (causedBy(status, ConnectException.class::isInstance)) {
            return "nothing accepts connections there, change 'hostname' or 'port' or start vtgate";
        }
        if (causedBy(status, VStreamErrors::isPlaintextAnswer)) {
            return "port "
                    + endpoint.port()
                    + " does not speak TLS, take the TLS options away or change 'port'";
        }
        if (causedBy(status, CertificateException.class::isInstance)) {
            return "its certificate is not trusted, change the CA file or the server name of the"
                    + " TLS options";
        }
        if (causedBy(status, SSLException.class::isInstance)) {
            return "the TLS handshake failed, check the TLS options and whether it wants a client"
                    + " certificate";
        }
        if (said(status).filter(text -> text.contains("SETTINGS")).isPresent()) {
            return "the port speaks no gRPC, change 'port' to vtgate's gRPC port";
        }
        return "the connection was lost; if it never came up, vtgate may want TLS or the port may"
                + " not be its gRPC port";
    }

    /** Netty's NotSslRecordException, by name: its package changes when gRPC is relocated. */
    private static boolean isPlaintextAnswer(Throwable cause) {
        return cause.getClass().getSimpleName().equals("NotSslRecordException");
    }

    private static String byText(Status status) {
        String text = said(status).orElse("");
        if (text.contains("node doesn't exist") || text.contains("failed to get shards")) {
            return "the keyspace is unknown, change 'keyspace'";
        }
        if (text.contains("is not present in the database")) {
            return "the table is gone, change 'table-name'";
        }
        if (text.contains("not found in the")) {
            return "the shard was deleted, its changes after this position cannot be read any more:"
                    + " start anew without state";
        }
        if (text.contains("purged required binary logs")) {
            return "the binary logs after this position are purged: start anew without state";
        }
        return "it failed";
    }

    private static boolean causedBy(Status status, Predicate<Throwable> test) {
        return Stream.iterate(status.getCause(), Objects::nonNull, Throwable::getCause)
                .anyMatch(test);
    }

    /** The server's own words, or those of the deepest cause where there are none. */
    private static Optional<String> said(Status status) {
        return Stream.concat(
                        Stream.ofNullable(status.getDescription()),
                        Stream.iterate(status.getCause(), Objects::nonNull, Throwable::getCause)
                                .map(Throwable::getMessage))
                .filter(Objects::nonNull)
                .filter(text -> !text.equals("io exception"))
                .findFirst();
    }
}
