// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import org.apache.flink.connector.vitess.position.OpenTransaction;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopies;

/**
 * The rules under which the rows of an open transaction are counted: how many of them were emitted
 * says which to skip only while the same rows are sent.
 */
final class TransactionRules {

    private final boolean filtered;

    /** The tables that {@link #rules} was made of; null before. */
    private TableCopies tables;

    private String rules;

    /**
     * The rules of one stream.
     *
     * @param filtered whether the server leaves rows out by the position's condition
     */
    TransactionRules(boolean filtered) {
        this.filtered = filtered;
    }

    /**
     * The rules at a position. They take a hash of all tables, which a large transaction would need
     * for each of its batches: it is made once for the same tables.
     */
    String at(ShardPosition position) {
        if (tables != position.tables()) {
            tables = position.tables();
            rules = filtered ? position.rules() : position.rulesWithoutWhere();
        }
        return rules;
    }

    /**
     * Refuses to continue inside a transaction under other rules.
     *
     * @throws IllegalStateException if the position is inside one that was read under others
     */
    void requireSame(ShardPosition start) {
        start.open()
                .filter(open -> !open.rules().equals(at(start)))
                .ifPresent(
                        open -> {
                            throw changed(open, start);
                        });
    }

    private static IllegalStateException changed(OpenTransaction open, ShardPosition start) {
        return new IllegalStateException(
                String.format(
                        "the checkpoint is inside transaction %s, %d rows of which were"
                                + " emitted, but the captured tables have changed, %s: the"
                                + " rows can be skipped only under the same 'table-name'"
                                + " (tableList); restore with the former one, and change it"
                                + " at a later checkpoint",
                        open.gtid(), open.rows(), start.begunTables()));
    }
}
