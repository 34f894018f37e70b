// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.TransactionBoundary;
import org.apache.flink.connector.vitess.change.TransactionBoundary.Kind;
import org.apache.flink.connector.vitess.decode.ChangeBatch.PlacedBoundary;
import org.apache.flink.connector.vitess.position.ShardPosition;

/**
 * The boundaries of the transactions in a batch that is being made. A transaction begins with its
 * first change, which comes out once, and ends with its commit, after which its changes are not
 * sent again: so each boundary comes out once as well, and is no state.
 */
final class Boundaries {

    private final boolean emitted;
    private final List<PlacedBoundary> found = new ArrayList<>();

    Boundaries(boolean emitted) {
        this.emitted = emitted;
    }

    /** Notes where a transaction begins, if these changes have its first one. */
    void addBegin(int index, List<RowChange> changes, ShardPosition position) {
        if (!emitted || changes.isEmpty() || changes.get(0).transactionOrder() != 1) {
            return;
        }
        ChangeSource source = changes.get(0).source();
        if (comeOutWhole(source, position)) {
            add(index, new TransactionBoundary(Kind.BEGIN, source, Collections.emptySortedMap()));
        }
    }

    /** Notes where a transaction ends. */
    void addEnd(int index, ChangeSource last, TransactionCounts counts, ShardPosition position) {
        if (emitted && counts.changes() > 0 && comeOutWhole(last, position)) {
            add(index, new TransactionBoundary(Kind.END, last, counts.byTable()));
        }
    }

    private void add(int index, TransactionBoundary boundary) {
        found.add(new PlacedBoundary(index, boundary));
    }

    /** While a copy is under way, changes of rows that it has yet to read are left out. */
    private static boolean comeOutWhole(ChangeSource source, ShardPosition position) {
        return !source.gtid().isEmpty() && position.tables().inProgress().isEmpty();
    }

    /** Those since the last call, if not all of the changes come out. */
    List<PlacedBoundary> takeAmong(List<RowChange> changes, Predicate<RowChange> comesOut) {
        return take().stream()
                .map(
                        placed ->
                                new PlacedBoundary(
                                        (int)
                                                changes.subList(0, placed.index()).stream()
                                                        .filter(comesOut)
                                                        .count(),
                                        placed.boundary()))
                .toList();
    }

    /** Those since the last call. */
    List<PlacedBoundary> take() {
        List<PlacedBoundary> taken = List.copyOf(found);
        found.clear();
        return taken;
    }
}
