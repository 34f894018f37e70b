// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.connector.vitess.testutils.local.LocalVitess;
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/** Lets no transaction of a shard commit for some seconds. */
final class CommitLock {

    private static final int SECONDS = 12;

    private CommitLock() {}

    /**
     * Takes the lock, and returns when it is held.
     *
     * @param primary the alias of the shard's primary
     * @return is done when the lock is released
     */
    static CompletableFuture<Void> hold(LocalVitess vitess, String primary) {
        String statements =
                "flush tables with read lock; select sleep(%d); unlock tables".formatted(SECONDS);
        CompletableFuture<Void> released =
                CompletableFuture.runAsync(
                        () -> vitess.vtctldclient("ExecuteMultiFetchAsDBA", primary, statements));
        Waiting.until(() -> isHeld(vitess, primary), () -> primary + " is locked");
        return released;
    }

    private static boolean isHeld(LocalVitess vitess, String primary) {
        return vitess.vtctldclient(
                        "ExecuteFetchAsDBA",
                        primary,
                        "select concat('locks=', count(*)) from information_schema.processlist"
                                + " where info like 'select sleep%'")
                .contains("locks=1");
    }
}
