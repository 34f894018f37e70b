// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.change;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.annotation.PublicEvolving;

/**
 * The beginning or the end of a transaction in one shard. Both come exactly once, before the first
 * and after the last change of the transaction, also if the job is restored inside it.
 *
 * <p>There are none for transactions without changes of captured tables, from tablets before Vitess
 * 23, and while the copy of a table is under way: some changes do not come out then.
 *
 * @param kind which of the two it is
 * @param source where the first change comes from, or the last one
 * @param changes at the end, how many changes of each table the transaction has; else none
 */
@PublicEvolving
public record TransactionBoundary(Kind kind, ChangeSource source, SortedMap<String, Long> changes) {

    /** Which boundary it is. */
    @PublicEvolving
    public enum Kind {
        /** Before the first change. */
        BEGIN,
        /** After the last change. */
        END
    }

    public TransactionBoundary {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(source, "source");
        changes = Collections.unmodifiableSortedMap(new TreeMap<>(changes));
    }

    /** How many changes the transaction has, at its end. */
    public long allChanges() {
        return changes.values().stream().mapToLong(Long::longValue).sum();
    }
}
