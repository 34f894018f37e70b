// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SecurityTest {
    private static final String STORE_PASSWORD = "changeit";
    private static final Metadata NOBODY = new Metadata();

    @TempDir static Path folder;
    private static File certificate;
    private static File key;

    @BeforeAll
    static void createCertificate() throws Exception {
        Path store = folder.resolve("store.p12");
        String options =
                "-genkeypair -alias vtgate -keyalg EC -dname CN=vtgate -ext san=ip:127.0.0.1"
                        + " -ext bc=ca:true -storetype PKCS12 -storepass "
                        + STORE_PASSWORD;
        List<String> command = new ArrayList<>(List.of(options.split(" ")));
        command.add(0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-keystore", store.toString()));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD.toCharArray());
        }
        certificate = pem("CERTIFICATE", keys.getCertificate("vtgate").getEncoded());
        key = pem("PRIVATE KEY", keys.getKey("vtgate", STORE_PASSWORD.toCharArray()).getEncoded());
    }

    private static File pem(String type, byte[] content) throws Exception {
        String body = Base64.getMimeEncoder().encodeToString(content);
        return Files.writeString(
                        folder.resolve(type.replace(' ', '-')),
                        "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type, body, type))
                .toFile();
    }

    @Test
    void staticAuthTakesItsUserOnly() {
        try (EmbeddedVitess vitess = EmbeddedVitess.builder().staticAuth("flink", "right").start();
                TestClient client = new TestClient(vitess)) {
            assertServed(client, TestClient.credentials("flink", "right"));
            assertRefused(
                    client, NOBODY, "UNAUTHENTICATED: username and password must be provided");
            assertRefused(
                    client,
                    TestClient.credentials("flink", "wrong"),
                    "PERMISSION_DENIED: auth failure: caller \"flink\" provided invalid credentials");
            assertRefused(
                    client,
                    TestClient.credentials("other", "right"),
                    "PERMISSION_DENIED: auth failure: caller \"other\" provided invalid credentials");
        }
    }

    @Test
    void basicAuthTakesItsHeaderOnly() {
        try (EmbeddedVitess vitess = EmbeddedVitess.builder().basicAuth("flink", "right").start();
                TestClient client = new TestClient(vitess)) {
            assertServed(client, authorization("Basic Zmxpbms6cmlnaHQ="));
            assertRefused(client, NOBODY, "UNAUTHENTICATED");
            assertRefused(client, authorization("Basic Zmxpbms6d3Jvbmc="), "UNAUTHENTICATED");
            assertRefused(client, TestClient.credentials("flink", "right"), "UNAUTHENTICATED");
        }
    }

    private static Metadata authorization(String value) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), value);
        return headers;
    }

    @Test
    void tlsServesClientsThatTrustItsCertificate() throws Exception {
        try (EmbeddedVitess vitess = EmbeddedVitess.builder().tls(certificate, key).start();
                TestClient trusting =
                        new TestClient(
                                vitess,
                                TlsChannelCredentials.newBuilder()
                                        .trustManager(certificate)
                                        .build());
                TestClient plain = new TestClient(vitess)) {
            assertServed(trusting, NOBODY);
            assertRefused(plain, NOBODY, "UNAVAILABLE");
        }
    }

    @Test
    void mutualTlsServesClientsThatShowACertificate() throws Exception {
        try (EmbeddedVitess vitess =
                        EmbeddedVitess.builder()
                                .tls(certificate, key)
                                .clientCa(certificate)
                                .start();
                TestClient known =
                        new TestClient(
                                vitess,
                                TlsChannelCredentials.newBuilder()
                                        .trustManager(certificate)
                                        .keyManager(certificate, key)
                                        .build());
                TestClient unknown =
                        new TestClient(
                                vitess,
                                TlsChannelCredentials.newBuilder()
                                        .trustManager(certificate)
                                        .build())) {
            assertServed(known, NOBODY);
            assertRefused(unknown, NOBODY, "UNAVAILABLE");
        }
    }

    private static void assertServed(TestClient client, Metadata headers) {
        assertThat(client.execute("SHOW VITESS_SHARDS", headers).hasResult()).isTrue();
    }

    private static void assertRefused(TestClient client, Metadata headers, String message) {
        assertThatThrownBy(() -> client.execute("SHOW VITESS_SHARDS", headers))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageStartingWith(message);
    }
}
