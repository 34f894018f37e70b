// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.annotation.Internal;

/**
 * A position in the changes of one keyspace, or of some of its shards.
 *
 * @param shards where to start in each shard; no shard twice, at least one
 */
@Internal
public record Vgtid(List<ShardStart> shards) {

    /**
     * Makes a position.
     *
     * @throws IllegalArgumentException if there is no shard, a shard twice, or a second keyspace
     */
    public Vgtid {
        shards = List.copyOf(shards);
        if (shards.isEmpty()) {
            throw new IllegalArgumentException("a VGTID needs at least one shard");
        }
        String keyspace = shards.get(0).shard().keyspace();
        Set<Shard> seen = new HashSet<>();
        for (ShardStart start : shards) {
            if (!start.shard().keyspace().equals(keyspace)) {
                throw new IllegalArgumentException(
                        String.format(
                                "a VGTID is of one keyspace, not of '%s' and '%s': use one source"
                                        + " for each",
                                keyspace, start.shard().keyspace()));
            }
            if (!seen.add(start.shard())) {
                throw new IllegalArgumentException(
                        "shard " + start.shard() + " is there twice: remove one of them");
            }
        }
    }

    /**
     * Where to start in one shard.
     *
     * @param gtid the GTID set up to which the changes were read, with its flavor
     * @param tablesToCopy the tables whose copy is not finished, by name, with the last primary key
     *     that was copied; empty if the copy has not begun. A table that is not listed is copied
     *     already. At most one has a last primary key
     */
    public record ShardStart(
            Shard shard, String gtid, SortedMap<String, Optional<LastPk>> tablesToCopy) {

        /**
         * Makes the start of a shard.
         *
         * @throws IllegalArgumentException if more than one table has a last primary key
         */
        public ShardStart {
            Objects.requireNonNull(shard, "shard");
            Objects.requireNonNull(gtid, "gtid");
            tablesToCopy = Collections.unmodifiableSortedMap(new TreeMap<>(tablesToCopy));
            List<String> inCopy =
                    tablesToCopy.entrySet().stream()
                            .filter(table -> table.getValue().isPresent())
                            .map(Map.Entry::getKey)
                            .toList();
            if (inCopy.size() > 1) {
                throw new IllegalArgumentException(
                        String.format(
                                "more than one table has a 'lastpk': %s. Tables are copied one"
                                        + " after another; remove it from all but one, which"
                                        + " copies the others from their start",
                                inCopy));
            }
        }
    }
}
