// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.flink.api.common.functions.MapFunction;

/** Sees each change that has passed the checks, and can fail the task then. Thread-safe. */
final class ChangeWatch {

    private record Watch(
            Predicate<LedgerChange> condition,
            boolean fails,
            CompletableFuture<LedgerChange> seen) {}

    private final List<Watch> watches = new ArrayList<>();

    /**
     * Watches for the first change that fulfils a condition, which is asked for each change, of
     * failed attempts too, one at a time.
     *
     * @param fails whether the task fails then, once
     */
    synchronized CompletableFuture<LedgerChange> watch(
            boolean fails, Predicate<LedgerChange> condition) {
        Watch watch = new Watch(condition, fails, new CompletableFuture<>());
        watches.add(watch);
        return watch.seen();
    }

    static MapFunction<LedgerChange, LedgerChange> operator(String job) {
        return change -> {
            LedgerJob.byId(job).watch().see(change);
            return change;
        };
    }

    private synchronized void see(LedgerChange change) {
        boolean fail = false;
        for (Iterator<Watch> it = watches.iterator(); it.hasNext(); ) {
            Watch watch = it.next();
            if (watch.condition().test(change)) {
                it.remove();
                watch.seen().complete(change);
                fail |= watch.fails();
            }
        }
        if (fail) {
            throw new IllegalStateException("A planned failure at " + change);
        }
    }
}
