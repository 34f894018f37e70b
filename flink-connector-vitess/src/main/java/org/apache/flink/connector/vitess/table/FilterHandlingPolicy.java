// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import java.util.Locale;
import org.apache.flink.annotation.PublicEvolving;

/** Whether the server is given conditions of a query. */
@PublicEvolving
public enum FilterHandlingPolicy {
    /** Those that it evaluates as Flink does. */
    ALWAYS,
    /** None. */
    NEVER;

    /** As it is written in SQL. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
