// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Where a job without state starts to read. State restored from a checkpoint always wins.
 *
 * @param mode the kind of start
 */
@PublicEvolving
public record StartupOptions(Mode mode) implements Serializable {

    /** The kinds of start. */
    @PublicEvolving
    public enum Mode {
        /** Copy the tables, then read the log from where the copy ends. */
        INITIAL,
        /** Read the log from the moment at which the job starts. */
        LATEST_OFFSET
    }

    /** Copies all rows first, then goes on with the changes. */
    public static StartupOptions initial() {
        return new StartupOptions(Mode.INITIAL);
    }

    /** Only the changes after the job's start. */
    public static StartupOptions latest() {
        return new StartupOptions(Mode.LATEST_OFFSET);
    }
}
