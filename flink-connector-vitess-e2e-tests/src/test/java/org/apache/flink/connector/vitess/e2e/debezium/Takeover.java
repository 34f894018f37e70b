// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.position.Vgtid.ShardStart;
import org.apache.flink.connector.vitess.vgtid.VgtidJson;

/**
 * What Debezium read until it stopped, and the offset that it left.
 *
 * @param offset the JSON that Debezium stored
 * @param debeziums all changes that it emitted
 */
record Takeover(String offset, List<Change> debeziums) {

    /** The changes that the offset contains. */
    List<Change> taken() {
        return debeziums.stream().filter(this::isTaken).toList();
    }

    /** The changes that come again, as the offset does not contain them. */
    List<Change> again() {
        return debeziums.stream().filter(change -> !isTaken(change)).toList();
    }

    private boolean isTaken(Change change) {
        return number(change) <= Long.parseLong(lastNumber(change.shard()));
    }

    private static long number(Change change) {
        return Long.parseLong(change.transaction().split(":")[1]);
    }

    private String lastNumber(String shard) {
        String gtid = gtid(shard);
        return gtid.substring(gtid.lastIndexOf(":1-") + 3);
    }

    private String gtid(String shard) {
        return VgtidJson.parse(offset).shards().stream()
                .filter(start -> start.shard().name().equals(shard))
                .map(ShardStart::gtid)
                .findFirst()
                .orElseThrow();
    }

    /** The offset with one transaction less: the last one. */
    String earlier() {
        List<Change> taken = taken();
        Change last = taken.get(taken.size() - 1);
        return offsetAt(last.shard(), number(last) - 1);
    }

    /** The offset with one transaction more: that of a change that came after it. */
    String later(Change next) {
        return offsetAt(next.shard(), number(next));
    }

    /** Each shard has its own MySQL server, so its GTID set occurs only once in the offset. */
    private String offsetAt(String shard, long number) {
        String gtid = gtid(shard);
        String server = gtid.substring(0, gtid.lastIndexOf(":1-"));
        return offset.replace(gtid, server + ":1-" + number);
    }

    /**
     * Compares what was read with what was written.
     *
     * @param written the changes of each shard, in order
     * @param ours what a job read after the offset
     * @throws AssertionError if a change is missing, there twice, or at another place
     */
    void requireExactlyOnce(Map<String, List<String>> written, List<Change> ours) {
        written.forEach(
                (shard, expected) -> {
                    List<String> read =
                            Stream.concat(taken().stream(), ours.stream())
                                    .filter(change -> change.shard().equals(shard))
                                    .map(JournalWriter::text)
                                    .toList();
                    if (!read.equals(expected)) {
                        throw new AssertionError(
                                "Shard %s: lost %s, too much %s, of %d changes"
                                        .formatted(
                                                shard,
                                                without(expected, read),
                                                without(read, expected),
                                                expected.size()));
                    }
                });
    }

    private static List<String> without(List<String> all, List<String> removed) {
        Map<String, Integer> counts = new HashMap<>();
        removed.forEach(one -> counts.merge(one, 1, Integer::sum));
        List<String> left = new ArrayList<>();
        for (String one : all) {
            if (counts.merge(one, -1, Integer::sum) < 0) {
                left.add(one);
            }
        }
        return left;
    }
}
