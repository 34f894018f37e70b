// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;

/** The four parts of a keyspace that no shard of the random runs cuts, numbered in order. */
final class Quarters {

    static final int COUNT = 4;

    private static final List<String> BOUNDS = List.of("", "40", "80", "c0", "");

    /** Each quarter as a shard. */
    static final String[] SHARDS =
            IntStream.range(0, COUNT).mapToObj(i -> shard(i, i + 1)).toArray(String[]::new);

    /** Has the same tables, empty, in four shards: Vitess itself says which of them a key is in. */
    private final EmbeddedKeyspace keyspace;

    /**
     * Quarters of a keyspace's rows.
     *
     * @param keyspace an empty one with the shards {@link #SHARDS}
     */
    Quarters(EmbeddedKeyspace keyspace) {
        this.keyspace = keyspace;
    }

    void createTable(TableDefinition table) {
        keyspace.createTable(table);
    }

    /** The quarter of the rows with that key. */
    int of(String table, Object[] key) {
        return of(keyspace.shardOf(table, key).name()).iterator().next();
    }

    /** The quarters that a shard has. */
    static Set<Integer> of(String shard) {
        int hyphen = shard.indexOf('-');
        int first = hyphen < 0 ? 0 : BOUNDS.indexOf(shard.substring(0, hyphen));
        int end = hyphen < 0 ? COUNT : BOUNDS.lastIndexOf(shard.substring(hyphen + 1));
        if (first < 0 || first >= end) {
            throw new IllegalArgumentException("Not made of quarters: " + shard);
        }
        return IntStream.range(first, end).boxed().collect(Collectors.toSet());
    }

    /** Whether some quarter is in both shards. */
    static boolean overlap(String shard, String other) {
        return of(shard).stream().anyMatch(of(other)::contains);
    }

    /** The shard that has the quarters from one, included, to another, excluded. */
    static String shard(int first, int end) {
        return first == 0 && end == COUNT ? "0" : BOUNDS.get(first) + "-" + BOUNDS.get(end);
    }
}
