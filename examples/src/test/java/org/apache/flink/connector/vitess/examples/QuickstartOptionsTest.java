// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
                        QuickstartOptions.parse(
                                "--vitess",
                                "h:1",
                                "--keyspace",
                                "k",
                                "--tables",
                                "a,b",
                                "--username",
                                "u",
                                "--password",
                                "p",
                                "--color",
                                "true"))
                .isEqualTo(new QuickstartOptions("h:1", "k", List.of("a", "b"), "u", "p", true));
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
