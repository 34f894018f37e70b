// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.position.Shard;

/** Which reader reads which split, and whether it copies tables of it, as the readers reported. */
final class AssignedSplits {

    private final Map<Integer, Map<String, Boolean>> copyingByReader = new TreeMap<>();

    void put(int reader, String splitId, boolean copying) {
        copyingByReader.computeIfAbsent(reader, r -> new TreeMap<>()).put(splitId, copying);
    }

    /** The reader has ended a split. */
    void remove(int reader, String splitId) {
        copyingByReader.computeIfPresent(
                reader,
                (r, splits) -> {
                    splits.remove(splitId);
                    return splits;
                });
    }

    /** The reader failed, and reports again what it reads. */
    void forget(int reader) {
        copyingByReader.remove(reader);
    }

    /** Whether the reader reads any split. */
    boolean reads(int reader) {
        return !copyingByReader.getOrDefault(reader, Map.of()).isEmpty();
    }

    /** The shards that are read. */
    Set<Shard> shards() {
        return copyingByReader.values().stream()
                .map(Map::keySet)
                .flatMap(Set::stream)
                .map(Shard::parse)
                .collect(Collectors.toSet());
    }

    long copying() {
        return count(true);
    }

    long streaming() {
        return count(false);
    }

    private long count(boolean copying) {
        return copyingByReader.values().stream()
                .map(Map::values)
                .flatMap(Collection::stream)
                .filter(split -> split == copying)
                .count();
    }

    /** The one of these readers that reads the fewest splits. */
    int leastLoaded(Collection<Integer> readers) {
        return readers.stream()
                .min(
                        Comparator.<Integer>comparingInt(
                                        reader ->
                                                copyingByReader
                                                        .getOrDefault(reader, Map.of())
                                                        .size())
                                .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }
}
