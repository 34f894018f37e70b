// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.ArrayDeque;
import java.util.Deque;

/** What happened in a run, for its explanation if it fails. */
final class Steps {

    private static final int KEPT = 500;

    private final Deque<String> last = new ArrayDeque<>();

    void add(String step) {
        if (last.size() == KEPT) {
            last.remove();
        }
        last.add(step);
    }

    /** The last steps, one a line. */
    @Override
    public String toString() {
        return String.join(System.lineSeparator() + "  ", last);
    }
}
