// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.List;

/** How the shards before a switch of traffic relate to those after it. */
enum ReshardKind {
    /** The rows of each new shard come from one. */
    SPLIT,
    /** Some new shard has all rows of several. */
    MERGE,
    /** Some new shard has rows of several, but not all of them. */
    UNEVEN;

    static ReshardKind of(List<String> from, List<String> to) {
        boolean joins = to.stream().anyMatch(target -> overlapping(target, from) > 1);
        boolean cuts = from.stream().anyMatch(source -> overlapping(source, to) > 1);
        return joins ? cuts ? UNEVEN : MERGE : SPLIT;
    }

    private static long overlapping(String shard, List<String> others) {
        return others.stream().filter(other -> Quarters.overlap(other, shard)).count();
    }

    /** Whether copies that are at different places would have to continue as one. */
    boolean joins() {
        return this != SPLIT;
    }
}
