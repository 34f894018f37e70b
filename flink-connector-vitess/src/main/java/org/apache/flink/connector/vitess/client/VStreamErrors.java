// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import io.grpc.Status;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.client.VStreamErrorTexts.Meaning;
import org.apache.flink.connector.vitess.config.Endpoint;

/** Turns what gRPC and vtgate report into one message with the cause and the option to change. */
final class VStreamErrors {

    /** How much of a long text is shown of its start, and of its end. */
    private static final int SAID = 1000;

    private static final String FAILED =
            "it failed, check vtgate's log, and what answers at 'hostname' and 'port'";

    private static Meaning retry(String remedy) {
        return new Meaning("", remedy, true);
    }

    private static Meaning fatal(String remedy) {
        return new Meaning("", remedy, false);
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
        return VStreamErrorTexts.meaning(texts(status)).orElseGet(() -> meaning(status.getCode()));
    }

    private static Meaning meaning(Status.Code code) {
        return switch (code) {
            case UNAVAILABLE ->
                    retry("the connection was lost, check 'hostname', 'port' and vtgate's log");
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                    fatal("it refused the login, change 'username' and 'password'");
            case UNIMPLEMENTED ->
                    fatal("this is not vtgate's gRPC port, change 'port' (or 'hostname')");
            case DEADLINE_EXCEEDED ->
                    retry(
                            "it did not answer in time, check 'hostname' and 'port', or raise"
                                    + " 'connect.timeout'");
            case RESOURCE_EXHAUSTED ->
                    retry("it has no room for this now, check the load of vtgate and the tablets");
            case OK -> retry("it ended the stream, though a stream of changes has no end");
            case CANCELLED, ABORTED, UNKNOWN, FAILED_PRECONDITION, NOT_FOUND, INTERNAL, DATA_LOSS ->
                    retry(FAILED);
            default -> fatal(FAILED);
        };
    }

    private static String said(Status status) {
        return status.getDescription() == null
                ? status.getCode().toString()
                : status.getCode() + ": " + shortened(status.getDescription());
    }

    /** The cause is at one of the ends; long GTID sets are between them. */
    private static String shortened(String text) {
        return text.length() <= 2 * SAID
                ? text
                : text.substring(0, SAID) + " ... " + text.substring(text.length() - SAID);
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
