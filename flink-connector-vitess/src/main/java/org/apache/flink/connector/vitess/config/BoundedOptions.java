// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Where a job stops reading.
 *
 * @param mode the kind of end
 * @param vgtid the position of each shard as JSON, for {@link Mode#SPECIFIC_OFFSET}; else empty
 */
@PublicEvolving
public record BoundedOptions(Mode mode, String vgtid) implements Serializable {

    /** The kinds of end. */
    @PublicEvolving
    public enum Mode {
        /** Read as long as the job runs. */
        UNBOUNDED,
        /** Read what had been committed when the job started. */
        LATEST_OFFSET,
        /** Read what a VGTID contains. */
        SPECIFIC_OFFSET;

        /** As it is written in SQL, such as {@code latest-offset}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public BoundedOptions {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(vgtid, "vgtid");
    }

    /** Reads as long as the job runs. */
    public static BoundedOptions unbounded() {
        return new BoundedOptions(Mode.UNBOUNDED, "");
    }

    /**
     * Ends once everything was read that had been committed when the job started. The positions are
     * found once, and kept in state. Tables are copied at a later moment, and may hold more.
     */
    public static BoundedOptions latest() {
        return new BoundedOptions(Mode.LATEST_OFFSET, "");
    }

    /**
     * Ends each shard once all transactions of its GTID set were read.
     *
     * @param vgtid JSON as for {@link StartupOptions#specificOffset}; tables in it are ignored
     */
    public static BoundedOptions specificOffset(String vgtid) {
        return new BoundedOptions(Mode.SPECIFIC_OFFSET, vgtid);
    }
}
