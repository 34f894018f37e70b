// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.util.Locale;
import org.apache.flink.annotation.PublicEvolving;

/** Which cell's tablets vtgate prefers for a stream. */
@PublicEvolving
public enum CellPreference {
    /** Those of vtgate's own cell and its alias, then those of the cells that are named. */
    PREFER_LOCAL("preferlocalwithalias"),
    /** Those of the cells that are named, and no others. */
    ONLY_SPECIFIED("onlyspecified");

    private final String flag;

    CellPreference(String flag) {
        this.flag = flag;
    }

    /** As vtgate reads it: {@code discovery.TabletPickerOptions} of Vitess 24. */
    public String flag() {
        return flag;
    }

    /** As it is written in SQL, such as {@code prefer-local}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
