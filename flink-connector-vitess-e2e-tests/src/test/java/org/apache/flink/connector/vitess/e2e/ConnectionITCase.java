// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.config.TlsConfig;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.TestCertificate;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testutils.local.LocalVitess;
import org.apache.flink.connector.vitess.testutils.process.Ports;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Connections to real vtgates: plaintext, with a password, with TLS and with mTLS. What is wrong
 * fails the job within 30 s, once it was tried as often as the option says, with one message that
 * names the cause and the option to change.
 */
@Timeout(120)
class ConnectionITCase {

    private static final Duration BOUND = Duration.ofSeconds(30);

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("customer").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @TempDir static Path folder;

    private static int plaintextPort;
    private static int passwordPort;
    private static int tlsPort;
    private static int mtlsPort;
    private static int serviceless;
    private static TestCertificate server;
    private static TestCertificate client;
    private static TestCertificate stranger;

    @BeforeAll
    static void startVtgates() throws Exception {
        LocalVitess vitess = VITESS.vitess();
        server = readable(TestCertificate.create(folder, "server"));
        client = readable(TestCertificate.create(folder, "client"));
        stranger = TestCertificate.create(folder, "stranger");
        plaintextPort = vitess.grpcPort();
        passwordPort =
                vitess.startVtgate("vtgate-password", vitess.staticAuth("flink", "s3cret"))
                        .grpcPort();
        String[] tls = {
            "--grpc-cert", server.certificate().toString(), "--grpc-key", server.key().toString()
        };
        tlsPort = vitess.startVtgate("vtgate-tls", tls).grpcPort();
        mtlsPort =
                vitess.startVtgate(
                                "vtgate-mtls",
                                Stream.concat(
                                                Stream.of(tls),
                                                Stream.of(
                                                        "--grpc-ca",
                                                        client.certificate().toString()))
                                        .toArray(String[]::new))
                        .grpcPort();
        serviceless =
                vitess.startVtgate("vtgate-no-service", "--service-map=-grpc-vtgateservice")
                        .grpcPort();
        CustomerTables tables = new CustomerTables(VITESS);
        tables.create();
        tables.insert(1, 3);
    }

    /** vtgate may run as another user, which reads the copies in the cluster's own folder. */
    private static TestCertificate readable(TestCertificate certificate) throws Exception {
        LocalVitess vitess = VITESS.vitess();
        return new TestCertificate(
                vitess.writeFile(
                        certificate.certificate().getFileName().toString(),
                        Files.readString(certificate.certificate())),
                vitess.writeFile(
                        certificate.key().getFileName().toString(),
                        Files.readString(certificate.key())));
    }

    /** Changes the options of a source that would work. */
    private interface Options extends UnaryOperator<VitessSourceBuilder<String>> {}

    record Case(String name, Options options, List<String> messageParts) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> connectionsThatWork() {
        return Stream.of(
                works("plaintext", source -> source),
                works("password", s -> s.port(passwordPort).username("flink").password("s3cret")),
                works(
                        "password as headers",
                        s ->
                                s.port(passwordPort)
                                        .header("username", "flink")
                                        .header("password", "s3cret")),
                works("TLS", s -> s.port(tlsPort).tls(trustingServer())),
                works(
                        "TLS by another name",
                        s ->
                                s.hostname("127.0.0.1")
                                        .port(tlsPort)
                                        .tls(trustingServer().withServerName("localhost"))),
                works(
                        "mTLS",
                        s ->
                                s.port(mtlsPort)
                                        .tls(
                                                trustingServer()
                                                        .withClientCertificate(
                                                                client.certificate().toString(),
                                                                client.key().toString()))),
                works(
                        "two vtgates, the first of them dead",
                        s -> s.hostname("localhost:" + Ports.next(), "localhost")));
    }

    @ParameterizedTest
    @MethodSource
    void connectionsThatWork(Case connection) throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(connection), 2)) {
            assertThat(job.awaitLines(6)).hasSize(6);
        }
    }

    static Stream<Case> mistakes() {
        return Stream.of(
                mistake(
                        "unknown host",
                        s -> s.hostname("nowhere.invalid"),
                        "host is unknown",
                        "'hostname'"),
                mistake(
                        "port where nothing listens",
                        s -> s.port(Ports.next()),
                        "nothing accepts connections",
                        "'port'"),
                mistake(
                        "vtgate's MySQL port",
                        s -> s.port(VITESS.vitess().mysqlPort()),
                        "not vtgate's gRPC port",
                        "'port'"),
                mistake(
                        "vtgate without its gRPC service",
                        s -> s.port(serviceless),
                        "not vtgate's gRPC port",
                        "'port'"),
                mistake(
                        "no password",
                        s -> s.port(passwordPort),
                        "refused the login",
                        "'username' and 'password'"),
                mistake(
                        "wrong password",
                        s -> s.port(passwordPort).username("flink").password("wrong"),
                        "refused the login",
                        "'username' and 'password'"),
                mistake(
                        "unknown keyspace",
                        s -> s.keyspace("nope"),
                        "no shard of keyspace 'nope'",
                        "'keyspace'"),
                mistake(
                        "unknown table",
                        s -> s.tableList("customer", "nope"),
                        "no table that matches 'nope'",
                        "'table-name'"),
                mistake(
                        "TLS against a plaintext port",
                        s -> s.tls(TlsConfig.trustingJava()),
                        "does not speak TLS",
                        "TLS options"),
                mistake(
                        "plaintext against a TLS port",
                        s -> s.port(tlsPort),
                        "wants TLS",
                        "TLS options"),
                mistake(
                        "certificate of a stranger",
                        s ->
                                s.port(tlsPort)
                                        .tls(TlsConfig.trusting(stranger.certificate().toString())),
                        "not trusted",
                        "CA file"),
                mistake(
                        "no client certificate",
                        s -> s.port(mtlsPort).tls(trustingServer()),
                        "TLS",
                        "client certificate"),
                mistake(
                        "CA file that is not there",
                        s -> s.tls(TlsConfig.trusting("/nope/ca.pem")),
                        "cannot be read",
                        "TLS options"));
    }

    @ParameterizedTest
    @MethodSource
    @Fault("A19")
    void mistakes(Case mistake) throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(mistake), 2)) {
            Throwable failure = job.awaitFailure(BOUND);

            assertThat(explanation(failure)).contains(mistake.messageParts());
            assertThat(job.lines()).isEmpty();
        }
    }

    /** The one message that the connector adds to Flink's. */
    private static String explanation(Throwable failure) {
        List<String> ours =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                        .filter(cause -> cause.getMessage() != null)
                        .map(Throwable::getMessage)
                        .filter(
                                message ->
                                        message.contains("vtgate")
                                                || message.contains("eyspace")
                                                || message.contains("TLS options"))
                        .distinct()
                        .toList();
        assertThat(ours).as("messages of %s", failure).hasSize(1);
        return ours.get(0);
    }

    private static TlsConfig trustingServer() {
        return TlsConfig.trusting(server.certificate().toString());
    }

    private static Case works(String name, Options options) {
        return new Case(name, options, List.of());
    }

    private static Case mistake(String name, Options options, String... messageParts) {
        return new Case(name, options, List.of(messageParts));
    }

    private static VitessSource<String> source(Case connection) {
        VitessSourceBuilder<String> works =
                VitessSource.<String>builder()
                        .hostname("localhost")
                        .port(plaintextPort)
                        .keyspace("customer")
                        .tableList("customer", "corder")
                        .connectMaxRetries(3)
                        .deserializer(new ChangeLines());
        return connection.options().apply(works).build();
    }
}
