// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.flink.connector.vitess.testing.ledger.LedgerJob;

/** How many changes of each table have passed the checks of a job, those of failed attempts too. */
final class Counts {

    private final Map<String, Integer> counts = new ConcurrentSkipListMap<>();

    /**
     * Counts from now on.
     *
     * @param copied whether to count copied rows, or changes of the log
     */
    Counts(LedgerJob job, boolean copied) {
        job.when(
                change -> {
                    if (change.snapshot() == copied) {
                        counts.merge(change.table(), 1, Integer::sum);
                    }
                    return false;
                });
    }

    int of(String table) {
        return counts.getOrDefault(table, 0);
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
