// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.flink.connector.vitess.config.TlsConfig;
import org.junit.jupiter.api.Test;

class QuickstartOptionsTest {

    @Test
    void theDefaultIsAnEmbeddedVitess() {
        QuickstartOptions options = QuickstartOptions.parse();

        assertThat(options.vitess()).isEqualTo("embedded");
        assertThat(options.tables()).isEqualTo(List.of("customer", "corder"));
        assertThat(options.color()).isFalse();
    }

    @Test
    void everyOptionCanBeGiven() {
        assertThat(
                        parse(
                                "--vitess h:1 --keyspace k --tables a,b --username u --password p"
                                        + " --tls --header x=1 --header y=a=b --header-file z=f"
                                        + " --color true"))
                .isEqualTo(
                        new QuickstartOptions(
                                "h:1",
                                "k",
                                List.of("a", "b"),
                                new Connection(
                                        "u",
                                        "p",
                                        null,
                                        Map.of("x", "1", "y", "a=b"),
                                        Map.of("z", "f"),
                                        TlsConfig.trustingJava()),
                                true));
        Connection other =
                parse("--vitess h:1 --username u --password-file f --tls-ca-file c").connection();
        assertThat(other.passwordFile()).isEqualTo("f");
        assertThat(other.tls()).isEqualTo(TlsConfig.trusting("c"));
    }

    @Test
    void aUserWithoutAPasswordIsAskedForIt() {
        assertThat(parse("--vitess h:1 --username u").connection().lacksPassword()).isTrue();
        assertThat(parse("--vitess h:1 --username u --password p").connection().lacksPassword())
                .isFalse();
        assertThat(parse("--vitess h:1").connection().lacksPassword()).isFalse();
    }

    @Test
    void secretsAreNotPrinted() {
        assertThat(parse("--vitess h:1 --username u --password p1 --header x=p2"))
                .asString()
                .doesNotContain("p1")
                .doesNotContain("p2");
        assertThatThrownBy(() -> parse("--vitess h:1 --header p2"))
                .hasMessage("--header needs NAME=VALUE");
    }

    @Test
    void whatMeansNothingIsRefused() {
        assertThatThrownBy(() -> parse("--tls --username u"))
                .hasMessage(
                        "--tls, --username is for a vtgate of your own: add --vitess HOST:PORT");
        assertThatThrownBy(() -> parse("--tables mine"))
                .hasMessageStartingWith("--tables takes customer,corder, or add --vitess");
        assertThatThrownBy(() -> parse("--vitess h:1 --password p --password-file f"))
                .hasMessage("Give --password or --password-file, not both");
        assertThatThrownBy(() -> parse("--keyspace a --keyspace b"))
                .hasMessage("--keyspace is given twice");
    }

    private static QuickstartOptions parse(String options) {
        return QuickstartOptions.parse(options.split(" "));
    }

    @Test
    void whatIsNoOptionIsRefused() {
        assertThatThrownBy(() -> QuickstartOptions.parse("--vites", "x"))
                .hasMessage("Unknown option --vites");
        assertThatThrownBy(() -> QuickstartOptions.parse("--vitess"))
                .hasMessage("--vitess needs a value");
        assertThatThrownBy(() -> new RemoteDatabase("nonsense")).hasMessageContaining("HOST:PORT");
    }
}
