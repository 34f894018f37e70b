// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import org.apache.flink.annotation.PublicEvolving;

/** The kind of tablet that a stream is read from. */
@PublicEvolving
public enum TabletType {
    /** The tablet that takes the writes. */
    PRIMARY,
    /** A tablet that may become the primary. */
    REPLICA,
    /** A tablet for batch reads. */
    RDONLY,
    /** {@link #PRIMARY}, by the name that it had in old Vitess and has in Debezium. */
    MASTER;

    /** The same kind, by the name that Vitess has for it now. */
    public TabletType current() {
        return this == MASTER ? PRIMARY : this;
    }
}
