// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Credentials;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.config.Headers;
import org.apache.flink.connector.vitess.config.Secret;
import org.apache.flink.connector.vitess.config.TlsConfig;
import org.apache.flink.connector.vitess.testing.LoggedText;
import org.apache.flink.connector.vitess.testing.SecretSearch;
import org.apache.flink.connector.vitess.testing.TestCertificate;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whom the client talks to, and what it tells of its secrets. */
@Timeout(60)
class ConnectionSecurityTest {

    private static final String PASSWORD = "Tr0ub4dor-3";
    private static final int TLS_HANDSHAKE = 0x16;
    private static final byte[] HTTP2_PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes();

    @TempDir static Path folder;

    private static TestCertificate elsewhere;
    private static EmbeddedVitess vitess;
    private static EmbeddedVitess plaintext;

    @BeforeAll
    static void start() throws Exception {
        elsewhere = TestCertificate.create(folder, "elsewhere", "dns:vtgate.example");
        vitess =
                EmbeddedVitess.builder()
                        .tls(elsewhere.certificate().toFile(), elsewhere.key().toFile())
                        .start();
        plaintext = EmbeddedVitess.builder().staticAuth("flink", PASSWORD).start();
        for (EmbeddedVitess each : List.of(vitess, plaintext)) {
            each.createKeyspace("customer", "0");
        }
    }

    @AfterAll
    static void stop() {
        vitess.close();
        plaintext.close();
    }

    @Test
    void aTrustedCertificateOfAnotherHostIsRefused() {
        assertThatThrownBy(() -> shards(tls(vitess.port(), trusting())))
                .isInstanceOf(VitessException.class)
                .hasMessageContaining("its certificate is not trusted")
                .hasMessageContaining("server name");

        assertThat(shards(tls(vitess.port(), trusting().withServerName("vtgate.example"))))
                .containsExactly("customer/0");
    }

    /** A real server that would be content with plaintext gets no request. */
    @Test
    void thereIsNoFallbackFromTlsToPlaintext() {
        assertThatThrownBy(() -> shards(tls(plaintext.port(), trusting())))
                .hasMessageContaining("does not speak TLS");
    }

    @Test
    void withTlsNothingIsSentInPlaintext() throws Exception {
        assertThat(firstBytes(port -> tls(port, trusting()))[0]).isEqualTo((byte) TLS_HANDSHAKE);
        assertThat(firstBytes(port -> plaintext(port, withPassword("password", PASSWORD))))
                .as("would be noticed")
                .startsWith(HTTP2_PREFACE);
    }

    @Test
    void thereIsNoFallbackFromPlaintextToTls() {
        assertThatThrownBy(() -> shards(plaintext(vitess.port(), null)))
                .hasMessageContaining("TLS options");
    }

    @Test
    void aPasswordThatWasChangedCountsFromTheNextCallOn() throws Exception {
        Path file = Files.writeString(folder.resolve("rotated"), "old\n");
        ConnectionConfig config =
                plaintext(plaintext.port(), Credentials.of("flink", null, file.toString()));
        try (VitessClient client = new VitessClient(config)) {
            assertThatThrownBy(() -> client.shards("customer"))
                    .hasMessageContaining("refused the login");

            Files.writeString(file, PASSWORD + "\n");

            assertThat(client.shards("customer")).hasSize(1);
        }
    }

    @Test
    void headersComeFromFilesToo() throws Exception {
        Path file = Files.writeString(folder.resolve("header"), PASSWORD);
        ConnectionConfig config =
                connection(
                        plaintext.port(),
                        null,
                        Headers.of(Map.of("Username", "flink"), Map.of("Password", "" + file)),
                        null);

        assertThat(shards(config)).containsExactly("customer/0");
    }

    @Test
    void aFileWithoutASecretIsNamedWithTheRemedy() throws Exception {
        assertRefused(folder.resolve("missing"), "cannot be read: put it on the JobManager");
        assertRefused(Files.writeString(folder.resolve("empty"), "\n"), "is empty: write");
        assertRefused(
                Files.writeString(folder.resolve("lines"), PASSWORD + "\nmore\n"),
                "cannot be sent as a gRPC header: use one line");
        assertRefused(
                Files.writeString(folder.resolve("large"), PASSWORD.repeat(1000)),
                "has more than 8 KiB");
        assertRefused(
                Files.writeString(folder.resolve("umlaut"), PASSWORD + "ä"),
                "cannot be sent as a gRPC header");
    }

    private static void assertRefused(Path file, String reason) {
        SecretSearch search = new SecretSearch(PASSWORD);
        assertThatThrownBy(
                        () ->
                                shards(
                                        plaintext(
                                                plaintext.port(),
                                                Credentials.of("flink", null, "" + file))))
                .isInstanceOf(VitessException.class)
                .hasMessageContaining("File '%s' of 'password-file' %s", file, reason)
                .satisfies(failure -> search.add("failure", failure));
        assertThat(search.leaks()).isEmpty();
    }

    @Test
    void aKeyThatCannotBeReadIsNotPrinted() throws Exception {
        Path key =
                Files.writeString(
                        folder.resolve("broken-key.pem"),
                        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                                .formatted(PASSWORD.repeat(8)));
        TlsConfig tls =
                trusting().withClientCertificate(elsewhere.certificate().toString(), "" + key);
        SecretSearch search = new SecretSearch(PASSWORD);
        try (LoggedText log = new LoggedText(logger -> true)) {
            assertThatThrownBy(() -> shards(tls(vitess.port(), tls)))
                    .isInstanceOf(VitessException.class)
                    .hasMessageContaining("TLS options")
                    .hasMessageContaining(key.toString())
                    .satisfies(failure -> search.add("failure", failure));
            search.add("log", log.text());
        }

        assertThat(search.leaks()).isEmpty();
    }

    /** At this level gRPC logs each frame with its headers. */
    @Test
    void theLogOfFramesHasNamesInPlaceOfHeaders() {
        SecretSearch search = new SecretSearch(PASSWORD);
        // The other side of the connection, which is only in a test in the same JVM.
        try (LoggedText log = new LoggedText(logger -> !logger.endsWith(".NettyServerHandler"))) {
            assertThat(shards(plaintext(plaintext.port(), withPassword("password", PASSWORD))))
                    .isNotEmpty();
            assertThat(log.text())
                    .contains("OUTBOUND HEADERS: streamId=3 headers=[:authority,", ", password,")
                    .contains("INBOUND SETTINGS");
            search.add("log", log.text());
        }

        assertThat(search.leaks()).isEmpty();
    }

    private interface ToPort {
        ConnectionConfig config(int port);
    }

    /** What a client says to a server that never answers. */
    private static byte[] firstBytes(ToPort connection) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<byte[]> said =
                    CompletableFuture.supplyAsync(() -> readAndHangUp(server));
            assertThatThrownBy(() -> shards(connection.config(server.getLocalPort())))
                    .isInstanceOf(VitessException.class);
            return said.join();
        }
    }

    private static byte[] readAndHangUp(ServerSocket server) {
        try (Socket socket = server.accept()) {
            return socket.getInputStream().readNBytes(HTTP2_PREFACE.length);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Credentials withPassword(String option, String password) {
        return new Credentials("flink", Secret.of(option, password));
    }

    private static TlsConfig trusting() {
        return TlsConfig.trusting(elsewhere.certificate().toString());
    }

    private static ConnectionConfig tls(int port, TlsConfig tls) {
        return connection(port, withPassword("password", PASSWORD), Map.of(), tls);
    }

    private static ConnectionConfig plaintext(int port, Credentials credentials) {
        return connection(port, credentials, Map.of(), null);
    }

    private static ConnectionConfig connection(
            int port, Credentials credentials, Map<String, Secret> headers, TlsConfig tls) {
        return new ConnectionConfig(
                List.of(new Endpoint("localhost", port)),
                credentials,
                headers,
                tls,
                1 << 20,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10));
    }

    private static List<String> shards(ConnectionConfig config) {
        try (VitessClient client = new VitessClient(config)) {
            return client.shards("customer").stream().map(Object::toString).toList();
        }
    }
}
