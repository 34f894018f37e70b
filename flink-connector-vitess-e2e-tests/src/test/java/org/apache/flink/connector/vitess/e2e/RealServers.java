// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import java.util.function.Supplier;
import org.apache.flink.connector.vitess.testutils.process.InstallException;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to tests where a real server cannot be installed. */
public final class RealServers {

    private static final Logger LOG = LoggerFactory.getLogger(RealServers.class);

    private RealServers() {}

    /**
     * Starts a server. Where it cannot be installed the tests are skipped, and the log says why;
     * with the environment variable {@code CI=true} they fail instead.
     */
    public static <T> T orSkip(Supplier<T> start) {
        try {
            return start.get();
        } catch (InstallException e) {
            if ("true".equals(System.getenv("CI"))) {
                throw e;
            }
            LOG.error("SKIPPED, because a real server is missing here: {}", e.getMessage());
            return Assumptions.abort("a real server is missing here: " + e.getMessage());
        }
    }
}
