// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** Keeps the thousands of failures that a test causes out of the log while it is open. */
public final class QuietLog implements AutoCloseable {

    /** Silences Flink and the connector. */
    public QuietLog() {
        Configurator.setAllLevels("org.apache.flink", Level.OFF);
    }

    /** Logs again as configured. */
    @Override
    public void close() {
        Configurator.reconfigure();
    }
}
