// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.flink.annotation.Internal;

/**
 * The transactions that a MySQL server has executed, in Vitess' spelling: a flavor, a slash, and
 * the set. Immutable; equal by content, whatever the order and case of the text.
 */
@Internal
public sealed interface GtidSet {

    /**
     * Reads a set such as {@code MySQL56/<uuid>:1-5:7,<uuid>:tag:1-3}. Blanks and line ends are
     * allowed around commas.
     *
     * <p>Tags came with MySQL 8.3. The parser of Vitess 24 refuses them.
     *
     * @throws IllegalArgumentException if the text is no set with a flavor, or the set is empty;
     *     the message says which form is needed
     */
    static GtidSet parse(String text) {
        return GtidSetParser.parse(text);
    }

    /** The text of a set as MySQL spells it, such as its {@code gtid_executed}, with the flavor. */
    static String withFlavor(String gtids) {
        return GtidSetParser.MYSQL56 + "/" + gtids.replaceAll("\\s", "");
    }

    /**
     * The text of a set with one more transaction.
     *
     * @param set with its flavor
     * @param gtid without it
     * @return empty if the set is opaque
     * @throws IllegalArgumentException if one of them cannot be read
     */
    static Optional<String> plus(String set, String gtid) {
        return set.startsWith(GtidSetParser.MYSQL56 + "/")
                ? Optional.of(parse(set + "," + gtid).toString())
                : Optional.empty();
    }

    /**
     * Whether this set holds every transaction of the other one: it is the same, or further on. An
     * opaque set contains nothing but itself.
     */
    boolean contains(GtidSet other);

    /** The canonical text, with the flavor. */
    @Override
    String toString();

    /**
     * Transactions by where they come from.
     *
     * @param intervals for each origin at least one interval, in order; none touches the next
     */
    record MySql56(SortedMap<Origin, List<Interval>> intervals) implements GtidSet {

        @Override
        public boolean contains(GtidSet other) {
            return other instanceof MySql56 that
                    && that.intervals.entrySet().stream()
                            .allMatch(origin -> contains(origin.getKey(), origin.getValue()));
        }

        private boolean contains(Origin origin, List<Interval> other) {
            List<Interval> held = intervals.getOrDefault(origin, List.of());
            int i = 0;
            for (Interval interval : other) {
                while (i < held.size() && held.get(i).last() < interval.last()) {
                    i++;
                }
                if (i == held.size() || interval.first() < held.get(i).first()) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(GtidSetParser.MYSQL56);
            String uuid = "";
            for (var entry : intervals.entrySet()) {
                Origin origin = entry.getKey();
                if (!origin.uuid().equals(uuid)) {
                    text.append(uuid.isEmpty() ? "/" : ",").append(origin.uuid());
                    uuid = origin.uuid();
                }
                if (!origin.tag().isEmpty()) {
                    text.append(':').append(origin.tag());
                }
                entry.getValue().forEach(interval -> text.append(':').append(interval));
            }
            return text.toString();
        }
    }

    /**
     * A set of another flavor, {@code MariaDB/...} or {@code FilePos/...}, which is kept as it is.
     */
    record Opaque(String text) implements GtidSet {

        public Opaque {
            Objects.requireNonNull(text, "text");
        }

        @Override
        public boolean contains(GtidSet other) {
            return equals(other);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * What numbers its transactions from 1 on: a server, or a tag of a server.
     *
     * @param uuid the server's, in lower case
     * @param tag in lower case; empty for transactions without a tag
     */
    record Origin(String uuid, String tag) implements Comparable<Origin> {

        @Override
        public int compareTo(Origin other) {
            int order = uuid.compareTo(other.uuid);
            return order != 0 ? order : tag.compareTo(other.tag);
        }
    }

    /** The transactions from the first to the last one, both included. */
    record Interval(long first, long last) {

        public Interval {
            if (first < 1 || last < first) {
                throw new IllegalArgumentException("Not an interval: " + first + "-" + last);
            }
        }

        @Override
        public String toString() {
            return first == last ? Long.toString(first) : first + "-" + last;
        }
    }
}
