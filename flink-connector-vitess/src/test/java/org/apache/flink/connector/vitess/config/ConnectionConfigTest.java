// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectionConfigTest {

    @Test
    void secretsAreNeverPrinted() {
        ConnectionConfig config =
                config(
                        new Credentials("flink", Secret.of("password", "s3cret")),
                        Duration.ofSeconds(30));

        assertThat(config.toString() + config.credentials())
                .contains("vtgate:15991", "flink", "authorization")
                .doesNotContain("s3cret")
                .doesNotContain("t0ken");
    }

    @Test
    void aUserWithoutPasswordIsRefused() {
        assertThatThrownBy(() -> new Credentials("flink", null)).hasMessageContaining("'password'");
        assertThatThrownBy(() -> new Credentials(null, Secret.of("password", "x")))
                .hasMessageContaining("'username'");
    }

    @Test
    void aKeepaliveThatVtgatePunishesIsRefused() {
        assertThatThrownBy(() -> config(null, Duration.ofSeconds(9))).hasMessageContaining("10 s");
    }

    @Test
    void aClientCertificateNeedsItsKey() {
        assertThatThrownBy(() -> new TlsConfig(null, "cert.pem", null, null))
                .hasMessageContaining("key");
    }

    private static ConnectionConfig config(Credentials credentials, Duration keepAlive) {
        return new ConnectionConfig(
                List.of(new Endpoint("vtgate", 15991)),
                credentials,
                Headers.of(Map.of("authorization", "Bearer t0ken"), Map.of()),
                null,
                1 << 20,
                keepAlive,
                Duration.ofSeconds(20));
    }
}
