// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The texts are those of vtgate 24.0.0 and of grpc-java 1.85. */
class VStreamErrorsTest {

    private static final Endpoint VTGATE = new Endpoint("vtgate", 15991);

    static Stream<Arguments> statuses() {
        return Stream.of(
                Arguments.of(
                        Status.UNAVAILABLE.withCause(
                                new RuntimeException(new UnknownHostException("vtgate"))),
                        "the host is unknown, change 'hostname'"),
                Arguments.of(
                        Status.UNAVAILABLE
                                .withDescription("io exception")
                                .withCause(new ConnectException("Connection refused")),
                        "nothing accepts connections there, change 'hostname' or 'port'"),
                Arguments.of(
                        Status.UNAVAILABLE.withCause(
                                new SSLHandshakeException("General OpenSslEngine problem")),
                        "TLS handshake failed"),
                Arguments.of(
                        Status.UNAVAILABLE.withCause(
                                new SSLHandshakeException("x")
                                        .initCause(new CertificateException("unknown CA"))),
                        "certificate is not trusted, change the CA file"),
                Arguments.of(
                        Status.UNAVAILABLE.withCause(
                                new SSLHandshakeException("PKIX path building failed")),
                        "certificate is not trusted, change the CA file"),
                Arguments.of(
                        Status.UNAVAILABLE
                                .withDescription("ssl exception")
                                .withCause(new Exception("TLSV1_ALERT_CERTIFICATE_REQUIRED")),
                        "wants a client certificate"),
                Arguments.of(
                        Status.INTERNAL
                                .withDescription("http2 exception")
                                .withCause(new Exception("First received frame was not SETTINGS.")),
                        "not vtgate's gRPC port, change 'port'"),
                Arguments.of(
                        Status.UNAVAILABLE.withDescription("Network closed for unknown reason"),
                        "change 'port' or the TLS options"),
                Arguments.of(
                        Status.PERMISSION_DENIED.withDescription(
                                "auth failure: caller \"x\" provided invalid credentials"),
                        "change 'username' and 'password'"),
                Arguments.of(
                        Status.UNAUTHENTICATED.withDescription(
                                "username and password must be provided"),
                        "change 'username' and 'password'"),
                Arguments.of(
                        Status.UNKNOWN.withDescription(
                                "failed to resolve vstream parameters: failed to get shards in"
                                        + " keyspace nope: node doesn't exist: keyspaces/nope"),
                        "the keyspace is unknown, change 'keyspace'"),
                Arguments.of(
                        Status.UNKNOWN.withDescription(
                                "persistent error in vstream; giving up: table nope is not"
                                        + " present in the database"),
                        "the table is unknown, change 'table-name'"),
                Arguments.of(
                        Status.FAILED_PRECONDITION.withDescription(
                                "shard provided in VGTID, -80, not found in the customer keyspace"),
                        "the shard was deleted"),
                Arguments.of(
                        Status.UNKNOWN.withDescription(
                                "Cannot replicate because the source purged required binary logs"),
                        "binary logs after this position are purged"),
                Arguments.of(
                        Status.INVALID_ARGUMENT.withDescription(
                                "GTIDSet Mismatch: requested source position:a, current target"
                                        + " vrep position: b"),
                        "it lags, or they were lost"),
                Arguments.of(
                        Status.CANCELLED.withDescription(
                                "failed to find a REPLICA tablet for VStream in customer/-80 within"
                                        + " the zone1 cell(s): context has expired"),
                        "change 'tablet-type'"),
                Arguments.of(Status.DEADLINE_EXCEEDED, "raise 'connect.timeout'"),
                Arguments.of(Status.UNIMPLEMENTED, "not vtgate's gRPC port"),
                Arguments.of(Status.RESOURCE_EXHAUSTED, "--grpc-max-message-size"),
                Arguments.of(Status.OK, "a stream of changes has no end"));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void theMessageNamesWhatToChange(Status status, String remedy) {
        assertThat(VStreamErrors.of("list the shards", VTGATE, status))
                .hasMessageStartingWith("Cannot list the shards at vtgate vtgate:15991: ")
                .hasMessageContaining(remedy)
                .hasMessageContaining(status.getCode().toString());
    }

    @ParameterizedTest
    @EnumSource(Status.Code.class)
    void everyCodeIsExplained(Status.Code code) {
        assertThat(VStreamErrors.of("x", VTGATE, code.toStatus())).hasMessageContaining(code + "");
    }

    @Test
    void onlyWhatMaySucceedLaterIsTriedAgain() {
        assertThat(statuses().filter(VStreamErrorsTest::isRetryable).map(a -> a.get()[1]))
                .containsExactly(
                        "the host is unknown, change 'hostname'",
                        "nothing accepts connections there, change 'hostname' or 'port'",
                        "change 'port' or the TLS options",
                        "it lags, or they were lost",
                        "change 'tablet-type'",
                        "raise 'connect.timeout'",
                        "a stream of changes has no end");
    }

    private static boolean isRetryable(Arguments arguments) {
        return VStreamErrors.of("x", VTGATE, (Status) arguments.get()[0]).retryable();
    }

    @Test
    void theServersOwnWordsAreKept() {
        assertThat(VStreamErrors.of("x", VTGATE, Status.ABORTED.withDescription("vttablet: odd")))
                .hasMessageEndingWith("it failed (ABORTED: vttablet: odd)");
    }
}
