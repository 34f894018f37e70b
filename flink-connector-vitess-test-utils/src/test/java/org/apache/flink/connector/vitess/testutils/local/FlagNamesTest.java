// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FlagNamesTest {

    private static final FlagNames NAMES =
            new FlagNames(
                    """
                    Flags:
                          --cells_to_watch string   comma-separated list of cells
                          --enable_buffer           Enable buffering
                          --grpc-port int           Port to listen on
                    """);

    @Test
    void aFlagIsSpelledAsTheProgramListsIt() {
        assertThat(NAMES.spell(List.of("--cells-to-watch=zone1", "--enable-buffer")))
                .containsExactly("--cells_to_watch=zone1", "--enable_buffer");
        assertThat(NAMES.spell(List.of("--grpc-port=1"))).containsExactly("--grpc-port=1");
    }

    @Test
    void theRestIsLeftAsItIs() {
        List<String> command =
                List.of("/bin/vtctldclient", "ApplySchema", "--sql=select 1 -- --enable-buffer\n");

        assertThat(NAMES.spell(command)).isEqualTo(command);
    }
}
