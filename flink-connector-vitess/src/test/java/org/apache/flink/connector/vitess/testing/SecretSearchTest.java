// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A search that finds nothing would prove nothing. */
class SecretSearchTest {

    private static final String SECRET = "Tr0ub4dor-3";
    private static final byte[] BYTES = SECRET.getBytes(StandardCharsets.UTF_8);

    private final SecretSearch search = new SecretSearch("another", SECRET);

    @TempDir private Path folder;

    static Stream<String> leaks() {
        return Stream.of(
                "password: " + SECRET,
                Arrays.toString(("pw=" + SECRET + ";").getBytes(StandardCharsets.UTF_8)),
                HexFormat.of().formatHex(BYTES),
                base64(SECRET),
                base64("flink:" + SECRET),
                base64("user:" + SECRET + "/more"),
                base64("me_me:" + SECRET + "/m"),
                base64("u:" + SECRET));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource
    void leaks(String text) {
        search.add("clean", "nothing of that kind");
        search.add("leak", text);

        assertThat(search.leaks()).singleElement().asString().startsWith("leak: ");
    }

    @Test
    void leaksOfCausesAndSuppressedFailures() {
        Exception suppressed = new Exception("outside");
        suppressed.addSuppressed(new Exception("of " + SECRET));

        search.add("cause", new Exception("outside", new Exception("within " + SECRET)));
        search.add("suppressed", suppressed);
        search.add("clean", new Exception("outside"));

        assertThat(search.leaks()).hasSize(2);
    }

    @Test
    void leaksInFiles() throws Exception {
        Files.write(folder.resolve("utf16"), SECRET.getBytes(StandardCharsets.UTF_16BE));
        Files.write(folder.resolve("clean"), new byte[100]);

        search.addFiles("state", folder);

        assertThat(search.names()).containsExactlyInAnyOrder("state utf16", "state clean");
        assertThat(search.leaks()).singleElement().asString().startsWith("state utf16");
    }

    @Test
    void leaksInTheLogAtLevelDebug() {
        try (LoggedText log = new LoggedText(logger -> true)) {
            LogManager.getLogger("any.logger").debug("password {}", SECRET);
            java.util.logging.Logger.getLogger("io.grpc.Any").finest("header " + SECRET);
            search.add("log", log.text());
            assertThat(log.text()).contains("password " + SECRET, "header " + SECRET);
        }

        assertThat(search.leaks()).hasSize(1);
    }
}
