// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate for {@code localhost} that signs itself, as PEM files. The connector's tests have
 * one as well, in a jar that is missing where {@code quickstart.sh} builds without tests.
 *
 * @param certificate the certificate
 * @param key its private key
 */
record SelfSigned(Path certificate, Path key) {

    private static final String PASSWORD = "changeit";

    static SelfSigned create(Path folder) throws Exception {
        Path store = folder.resolve("keys.p12");
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String arguments =
                "-genkeypair -alias localhost -keyalg EC -dname CN=localhost -ext san=dns:localhost"
                        + " -ext bc=ca:true -validity 2 -storetype PKCS12 -storepass "
                        + PASSWORD
                        + " -keystore ";
        String[] command = (keytool + " " + arguments + store).split(" +");
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return new SelfSigned(
                pem(
                        folder.resolve("certificate.pem"),
                        "CERTIFICATE",
                        keys.getCertificate("localhost").getEncoded()),
                pem(
                        folder.resolve("key.pem"),
                        "PRIVATE KEY",
                        keys.getKey("localhost", PASSWORD.toCharArray()).getEncoded()));
    }

    private static Path pem(Path file, String type, byte[] content) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type, body, type));
    }
}
