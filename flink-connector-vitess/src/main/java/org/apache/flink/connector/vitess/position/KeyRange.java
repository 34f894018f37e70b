// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.flink.annotation.Internal;

/**
 * The keyspace ids of a shard, as its name says: from a start, included, to an end, excluded.
 *
 * @param start hexadecimal, without trailing zero bytes; empty if nothing is before it
 * @param end the same; empty if nothing is after it
 */
@Internal
public record KeyRange(String start, String end) {

    private static final KeyRange ALL = new KeyRange("", "");

    public KeyRange {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(end, "end");
        if (!end.isEmpty() && start.compareTo(end) >= 0) {
            throw new IllegalArgumentException("A key range from '" + start + "' to '" + end + "'");
        }
    }

    /**
     * The key range of a shard; a name without a hyphen, such as {@code 0}, stands for all ids.
     *
     * @throws IllegalArgumentException if the name has a hyphen, but is no key range
     */
    public static KeyRange of(String shard) {
        int hyphen = shard.indexOf('-');
        return hyphen < 0
                ? ALL
                : new KeyRange(
                        bound(shard.substring(0, hyphen)), bound(shard.substring(hyphen + 1)));
    }

    /** Vitess takes {@code 80} and {@code 8000} for the same bound. */
    private static String bound(String hex) {
        String bytes = HexFormat.of().formatHex(HexFormat.of().parseHex(hex));
        while (bytes.endsWith("00")) {
            bytes = bytes.substring(0, bytes.length() - 2);
        }
        return bytes;
    }

    /** Whether some keyspace id is in both. */
    public boolean overlaps(KeyRange other) {
        return startsBeforeEndOf(other) && other.startsBeforeEndOf(this);
    }

    private boolean startsBeforeEndOf(KeyRange other) {
        return other.end.isEmpty() || start.compareTo(other.end) < 0;
    }

    /**
     * Whether each keyspace id is in exactly one of the shards. Shards whose names are no key
     * ranges are taken for whole: Vitess cannot reshard several of them.
     */
    public static boolean partition(Collection<Shard> shards) {
        if (shards.stream().noneMatch(shard -> shard.name().contains("-"))) {
            return !shards.isEmpty();
        }
        String covered = "";
        boolean open = true;
        for (KeyRange range : sorted(shards)) {
            if (!open || !range.start.equals(covered)) {
                return false;
            }
            covered = range.end;
            open = !covered.isEmpty();
        }
        return !open;
    }

    private static List<KeyRange> sorted(Collection<Shard> shards) {
        return shards.stream()
                .map(shard -> of(shard.name()))
                .sorted(Comparator.comparing(KeyRange::start))
                .toList();
    }
}
