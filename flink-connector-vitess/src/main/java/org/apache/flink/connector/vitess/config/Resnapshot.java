// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;

/**
 * The request to copy captured tables again at a restore.
 *
 * <p>The option stays set when a job fails over or is restored again, so each position remembers
 * the request that was carried out there. All positions of restored state pass {@link #at}, in
 * readers and in the enumerator, before anything else is done with them: within one run of a job
 * they all remember the same request.
 *
 * @param patterns table names, or regular expressions that match whole names, in any order; empty
 *     for no request
 */
@Internal
public record Resnapshot(Set<String> patterns) implements Serializable {

    public Resnapshot {
        patterns = Set.copyOf(patterns);
    }

    /** The request for these tables. */
    public static Resnapshot of(Collection<String> patterns) {
        return new Resnapshot(Set.copyOf(patterns));
    }

    /** No table is to be copied again. */
    public static Resnapshot none() {
        return new Resnapshot(Set.of());
    }

    /** Whether the request was carried out at a position; also if there is none. */
    public boolean isDoneAt(ShardPosition position) {
        return position.resnapshot().equals(patterns);
    }

    /**
     * A position of restored state with the request carried out: the tables are still to be copied.
     * Without a request, former ones are forgotten, so that they may be made again.
     *
     * @throws IllegalStateException if the position is inside a transaction, whose rows were
     *     counted with the tables
     */
    public ShardPosition at(Shard shard, ShardPosition position) {
        if (isDoneAt(position)) {
            return position;
        }
        ShardPosition again = position.withCopiesAgain(tablesOf(position));
        if (position.open().isPresent() && !again.begunTables().equals(position.begunTables())) {
            throw new IllegalStateException(
                    String.format(
                            "The restored position of shard %s is inside transaction %s, so tables"
                                    + " %s cannot be copied again from there: restore without"
                                    + " 'scan.resnapshot.tables', and set it after another"
                                    + " savepoint",
                            shard, position.open().get().gtid(), tablesOf(position)));
        }
        return again.withResnapshot(patterns);
    }

    /** A position of restored state where the request is left to be carried out later. */
    public ShardPosition toDoAt(ShardPosition position) {
        return isDoneAt(position) ? position : position.withResnapshot(Set.of());
    }

    private Set<String> tablesOf(ShardPosition position) {
        Set<String> tables = new TreeSet<>();
        Set<String> captured = position.tables().names();
        patterns.forEach(pattern -> tables.addAll(TableSelection.matches(pattern, captured)));
        return tables;
    }

    /**
     * Requires that each pattern matches a captured table.
     *
     * @throws IllegalArgumentException if one matches none
     */
    public void requireCaptured(String keyspace, Collection<String> captured) {
        for (String pattern : new TreeSet<>(patterns)) {
            if (TableSelection.matches(pattern, captured).isEmpty()) {
                throw new IllegalArgumentException(
                        String.format(
                                "'%s' in 'scan.resnapshot.tables' (scanResnapshotTables) matches"
                                        + " none of the tables %s of keyspace '%s' that the job"
                                        + " captures: correct it, or take it out; a table that"
                                        + " is to be captured for the first time belongs in"
                                        + " 'table-name' (tableList), with"
                                        + " 'scan.newly-added-table.enabled'",
                                pattern, new TreeSet<>(captured), keyspace));
            }
        }
    }
}
