// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.apache.flink.annotation.Internal;

/**
 * The cells from whose tablets vtgate reads streams. Questions go to tablets of vtgate's own cell.
 *
 * @param names cells or aliases of cells; empty for vtgate's own
 * @param preference which of them come first
 */
@Internal
public record Cells(List<String> names, CellPreference preference) implements Serializable {

    public Cells {
        names = List.copyOf(names);
        Objects.requireNonNull(preference, "preference");
        for (String name : names) {
            if (name.isBlank() || name.contains(",")) {
                throw new IllegalArgumentException(
                        "'cells' has a name that no cell has, '"
                                + name
                                + "': separate cells by semicolons in SQL, or give each as an"
                                + " argument of cells");
            }
        }
        if (names.isEmpty() && preference == CellPreference.ONLY_SPECIFIED) {
            throw new IllegalArgumentException(
                    "'cell-preference' (cellPreference) = 'only-specified' means nothing without"
                            + " 'cells' (cells): add these, or leave it out");
        }
    }

    /** vtgate's own cell. */
    public static Cells ofVtgate() {
        return new Cells(List.of(), CellPreference.PREFER_LOCAL);
    }
}
