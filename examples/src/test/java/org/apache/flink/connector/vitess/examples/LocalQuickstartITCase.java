// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The quickstart on a real Vitess that it starts itself. */
class LocalQuickstartITCase {

    private static final int CTRL_C = 130;
    private static final int SECONDS_TO_INSTALL_AND_START = 900;

    @Test
    void itShowsARealVitessAndLeavesNothingBehind() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start("--vitess", "local")) {
            try {
                quickstart.await(10, " copied ", SECONDS_TO_INSTALL_AND_START);
            } catch (AssertionError e) {
                Assumptions.assumeFalse(
                        isMissingPrograms(e) && !"true".equals(System.getenv("CI")),
                        e.getMessage());
                throw e;
            }
            quickstart.await(1, " insert ", 60);
            quickstart.await(1, " update ", 60);
            quickstart.await(1, " delete ", 60);
            List<ProcessHandle> servers = quickstart.children();
            quickstart.interrupt();

            assertThat(quickstart.awaitExit(60)).isEqualTo(CTRL_C);
            assertThat(quickstart.lines())
                    .anyMatch(line -> line.matches(".*vtgate 24\\..*, mysqld .*"))
                    .anyMatch(line -> line.startsWith("  -80 ") && line.contains(" copied "))
                    .anyMatch(line -> line.startsWith("  80- ") && line.contains(" copied "))
                    .noneMatch(line -> line.contains("Exception"));
            assertThat(servers).hasSizeGreaterThan(5).noneMatch(ProcessHandle::isAlive);
        }
    }

    private static boolean isMissingPrograms(AssertionError e) {
        return e.getMessage().contains("cannot install the server programs");
    }
}
