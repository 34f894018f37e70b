// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import java.util.Locale;
import org.apache.flink.annotation.PublicEvolving;

/**
 * Which rows a changed row gives. Where its primary key changes, that is a delete and an insert in
 * both modes, as long as the table is declared with the key.
 */
@PublicEvolving
public enum VitessChangelogMode {
    /** An update gives the row before and the row after. */
    ALL,
    /** An update gives the row after. */
    UPSERT;

    /** As it is written in SQL. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
