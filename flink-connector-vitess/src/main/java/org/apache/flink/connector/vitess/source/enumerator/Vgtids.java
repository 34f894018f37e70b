// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.position.KeyRange;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopies;
import org.apache.flink.connector.vitess.position.TableCopy;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.position.TableCopy.NotStarted;
import org.apache.flink.connector.vitess.position.Vgtid;
import org.apache.flink.connector.vitess.position.Vgtid.ShardStart;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/** From the positions of splits to a VGTID and back. */
final class Vgtids {

    private Vgtids() {}

    /**
     * The VGTID of the splits of one checkpoint.
     *
     * <p>A transaction of which only some rows were emitted is not in it: a start from it reads the
     * whole transaction.
     *
     * @return empty where it would be no start: before each shard has a position, while a reshard
     *     is followed, while a table is copied whose name comes before that of a finished one, and
     *     after the end of bounded splits
     */
    static Optional<Vgtid> of(Collection<VitessSplit> splits) {
        List<VitessSplit> read =
                splits.stream().filter(split -> split.journal().isEmpty()).toList();
        List<ShardStart> starts =
                read.stream()
                        .map(Vgtids::start)
                        .sorted(Comparator.comparing(ShardStart::shard))
                        .toList();
        return starts.stream().anyMatch(start -> start.gtid().isEmpty())
                        || read.stream().anyMatch(Vgtids::isUnclear)
                        || !KeyRange.partition(starts.stream().map(ShardStart::shard).toList())
                ? Optional.empty()
                : Optional.of(new Vgtid(starts));
    }

    private static boolean isUnclear(VitessSplit split) {
        return split.isCopying()
                && unclearTable(start(split), split.position().tables().names()).isPresent();
    }

    private static ShardStart start(VitessSplit split) {
        SortedMap<String, Optional<LastPk>> tablesToCopy = new TreeMap<>();
        split.position()
                .tables()
                .asMap()
                .forEach(
                        (table, copy) -> {
                            if (copy instanceof InProgress inProgress) {
                                tablesToCopy.put(table, Optional.of(inProgress.lastPk()));
                            } else if (copy instanceof NotStarted) {
                                tablesToCopy.put(table, Optional.empty());
                            }
                        });
        return new ShardStart(split.shard(), split.position().gtid(), tablesToCopy);
    }

    /**
     * The position of a shard, for the tables that are captured now.
     *
     * @throws IllegalArgumentException if a table may have to be copied and is not listed
     */
    static ShardPosition position(ShardStart start, Collection<String> tables) {
        requireTablesAfterCopy(start, tables);
        SortedMap<String, TableCopy> copies = new TreeMap<>();
        for (String table : tables) {
            Optional<LastPk> lastPk = start.tablesToCopy().get(table);
            copies.put(
                    table,
                    lastPk == null
                            ? new Finished()
                            : lastPk.<TableCopy>map(InProgress::new).orElseGet(NotStarted::new));
        }
        return new ShardPosition(start.gtid(), TableCopies.of(copies));
    }

    private static void requireTablesAfterCopy(ShardStart start, Collection<String> tables) {
        unclearTable(start, tables)
                .ifPresent(
                        table -> {
                            throw new IllegalArgumentException(
                                    String.format(
                                            "Shard %s: the VGTID was taken while table '%s' was"
                                                    + " being copied, and does not say whether"
                                                    + " table '%s' is copied: take one after the"
                                                    + " whole copy, or add {\"table_name\":\"%s\"}"
                                                    + " to 'table_p_ks' to have it copied",
                                            start.shard(),
                                            inCopy(start).orElseThrow(),
                                            table,
                                            table));
                        });
    }

    /**
     * A table that is not listed, but may have to be copied: Vitess, and with it Debezium, copies
     * tables in the order of their names, and lists only the one that is being copied.
     */
    private static Optional<String> unclearTable(ShardStart start, Collection<String> tables) {
        return inCopy(start)
                .flatMap(
                        inCopy ->
                                tables.stream()
                                        .filter(table -> table.compareTo(inCopy) > 0)
                                        .filter(table -> !start.tablesToCopy().containsKey(table))
                                        .findFirst());
    }

    private static Optional<String> inCopy(ShardStart start) {
        return start.tablesToCopy().entrySet().stream()
                .filter(table -> table.getValue().isPresent())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * What a VGTID says of each shard to start from. These may be shards that were resharded since:
     * their logs lead to those that serve.
     *
     * @param option the option it comes from
     * @param shards the shards that serve
     * @throws IllegalArgumentException if it lacks a shard, or has one more
     */
    static Map<Shard, ShardStart> startShards(String option, Vgtid vgtid, List<Shard> shards) {
        List<Shard> given = vgtid.shards().stream().map(ShardStart::shard).toList();
        boolean sameKeyspace =
                given.stream().map(Shard::keyspace).allMatch(shards.get(0).keyspace()::equals);
        return ofShards(option, vgtid, sameKeyspace && KeyRange.partition(given) ? given : shards);
    }

    /**
     * What a VGTID says of each of the shards.
     *
     * @param option the option it comes from
     * @throws IllegalArgumentException if it lacks a shard, or has one more
     */
    static Map<Shard, ShardStart> ofShards(String option, Vgtid vgtid, Collection<Shard> shards) {
        Map<Shard, ShardStart> starts =
                vgtid.shards().stream()
                        .collect(Collectors.toMap(ShardStart::shard, Function.identity()));
        if (!starts.keySet().equals(new TreeSet<>(shards))) {
            throw new IllegalArgumentException(
                    String.format(
                            "The VGTID of '%s' has the shards %s, but the keyspace serves %s: give"
                                    + " a position for each of these, and no other",
                            option, new TreeSet<>(starts.keySet()), shards));
        }
        return starts;
    }
}
