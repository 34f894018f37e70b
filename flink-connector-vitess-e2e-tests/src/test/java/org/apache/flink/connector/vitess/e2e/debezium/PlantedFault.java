// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;

/** What may go wrong with the events of one side, and has to be found. */
enum PlantedFault {
    DROPPED {
        @Override
        void plant(List<String> lines, int at) {
            lines.remove(at);
        }
    },
    DOUBLED {
        @Override
        void plant(List<String> lines, int at) {
            lines.add(at, lines.get(at));
        }
    },
    SWAPPED {
        @Override
        void plant(List<String> lines, int at) {
            Collections.swap(lines, at, nextOfShard(lines, at));
        }
    },
    CHANGED {
        @Override
        void plant(List<String> lines, int at) {
            lines.set(at, lines.get(at).replaceFirst("\"(id|n|tag)\":(\"?-?)", "\"$1\":$29"));
        }
    },
    OF_ANOTHER_KIND {
        @Override
        void plant(List<String> lines, int at) {
            lines.set(at, lines.get(at).replaceFirst("\"op\":\"[cud]\"", "\"op\":\"r\""));
        }
    },
    OF_ANOTHER_TRANSACTION {
        @Override
        void plant(List<String> lines, int at) {
            lines.set(at, lines.get(at).replaceAll("(gtid[\\\\\":]+[^\\\\\"]+)", "$19"));
        }
    };

    /** Plants it in the line at that place, which is an event and not the last of its shard. */
    abstract void plant(List<String> lines, int at);

    /** The next event of the same shard. */
    private static int nextOfShard(List<String> lines, int at) {
        String shard = shard(lines.get(at));
        for (int i = at + 1; i < lines.size(); i++) {
            if (isEvent(lines.get(i)) && shard(lines.get(i)).equals(shard)) {
                return i;
            }
        }
        throw new IllegalArgumentException("the last of its shard: " + lines.get(at));
    }

    private static boolean isEvent(String line) {
        return !line.equals("null");
    }

    private static String shard(String line) {
        int at = line.indexOf("\"shard\":\"");
        return line.substring(at, line.indexOf(',', at));
    }

    /**
     * Plants each fault once on each side, in the middle third of the events, and expects that the
     * comparison fails.
     */
    static void requireAllFound(
            List<String> ours,
            List<String> debeziums,
            Random random,
            BiConsumer<List<String>, List<String>> comparison) {
        for (PlantedFault fault : values()) {
            fault.requireFoundHere(ours, debeziums, anyPlace(ours, random), comparison);
            fault.requireFoundThere(ours, debeziums, anyPlace(debeziums, random), comparison);
        }
    }

    private static int anyPlace(List<String> lines, Random random) {
        int at;
        do {
            at = random.nextInt(lines.size() / 3, lines.size() * 2 / 3);
        } while (!isPlace(lines.get(at)));
        return at;
    }

    /** Whether a fault can be planted in a line: in one that is a change, and not of a fence. */
    static boolean isPlace(String line) {
        return isEvent(line) && !line.contains("\"table\":\"fence\"");
    }

    void requireFoundHere(
            List<String> ours,
            List<String> debeziums,
            int at,
            BiConsumer<List<String>, List<String>> comparison) {
        assertThatThrownBy(() -> comparison.accept(planted(ours, at), debeziums))
                .as("%s here: %s", this, ours.get(at))
                .isInstanceOf(AssertionError.class);
    }

    void requireFoundThere(
            List<String> ours,
            List<String> debeziums,
            int at,
            BiConsumer<List<String>, List<String>> comparison) {
        assertThatThrownBy(() -> comparison.accept(ours, planted(debeziums, at)))
                .as("%s at Debezium: %s", this, debeziums.get(at))
                .isInstanceOf(AssertionError.class);
    }

    private List<String> planted(List<String> lines, int at) {
        List<String> changed = new ArrayList<>(lines);
        plant(changed, at);
        return changed;
    }
}
