// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "vtgate, vtgate, 15991",
        "vtgate:1, vtgate, 1",
        "aws.connect.psdb.cloud:443, aws.connect.psdb.cloud, 443",
        "a_b:2, a_b, 2",
        "127.0.0.1, 127.0.0.1, 15991",
        "[::1], ::1, 15991",
        "[::1]:3, ::1, 3"
    })
    void hostsMayNameTheirPort(String text, String host, int port) {
        assertThat(Endpoint.parse(text, 15991)).isEqualTo(new Endpoint(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a:1:2", "::1", "http://a", "a:0", "a:65536"})
    void everythingElseIsRefusedByTheOptionsName(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text, 15991))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).*'(hostname|port)'.*");
    }

    @Test
    void itPrintsAsHostAndPort() {
        assertThat(new Endpoint("vtgate", 15991)).hasToString("vtgate:15991");
    }
}
