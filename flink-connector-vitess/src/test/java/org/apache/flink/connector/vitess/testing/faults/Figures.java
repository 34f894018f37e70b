// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.faults;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a test of a {@link Fault} has measured. Thread-safe. */
public final class Figures {

    private final Map<String, Long> figures = new TreeMap<>();

    /** Adds to the count of something, which is named in the plural, as in {@code restarts}. */
    public synchronized void add(String what, long count) {
        figures.merge(what, count, Long::sum);
    }

    /** As in {@code 3 kills, 1,234 transactions}. */
    @Override
    public synchronized String toString() {
        return figures.entrySet().stream()
                .map(f -> String.format(Locale.ROOT, "%,d %s", f.getValue(), f.getKey()))
                .collect(Collectors.joining(", "));
    }
}
