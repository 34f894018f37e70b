// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Where a job without state starts reading. State restored from a checkpoint always wins.
 *
 * @param mode the kind of start
 * @param vgtid the position of each shard as JSON, for {@link Mode#SPECIFIC_OFFSET}; else empty
 */
@PublicEvolving
public record StartupOptions(Mode mode, String vgtid) implements Serializable {

    /** The kinds of start. */
    @PublicEvolving
    public enum Mode {
        /** Copy the tables, then read the log from where the copy ends. */
        INITIAL,
        /** Read the log from the moment at which the job starts. */
        LATEST_OFFSET,
        /** Continue from a VGTID, of this source or another. */
        SPECIFIC_OFFSET,
        /** Copy the tables, and end. */
        SNAPSHOT;

        /** As it is written in SQL, such as {@code latest-offset}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public StartupOptions {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(vgtid, "vgtid");
    }

    /** Copies all rows first, then continues with the changes. */
    public static StartupOptions initial() {
        return new StartupOptions(Mode.INITIAL, "");
    }

    /** Only the changes after the job's start. */
    public static StartupOptions latest() {
        return new StartupOptions(Mode.LATEST_OFFSET, "");
    }

    /**
     * The changes after a VGTID. A table that the VGTID names is copied, from its last primary key
     * on if it has one.
     *
     * @param vgtid JSON such as {@code [{"keyspace": "customer", "shard": "-80", "gtid":
     *     "MySQL56/...:1-9", "table_p_ks": []}]}, with every shard of the keyspace, as this source
     *     logs it and as Debezium and Vitess print it
     */
    public static StartupOptions specificOffset(String vgtid) {
        return new StartupOptions(Mode.SPECIFIC_OFFSET, vgtid);
    }

    /**
     * Copies all rows, and ends: the job is bounded. All tables of a shard come out as they are at
     * one position, that of the last copied table; so changes of the others may follow their rows.
     */
    public static StartupOptions snapshot() {
        return new StartupOptions(Mode.SNAPSHOT, "");
    }
}
