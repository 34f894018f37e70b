// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.connector.vitess.testutils.local.LocalVitess;
import org.apache.flink.connector.vitess.testutils.local.Tablet;
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/** Lets no transaction of a shard commit for some seconds. */
final class CommitLock {

    private static final int SECONDS = 12;

    private CommitLock() {}

    /**
     * Takes the lock, and returns when it is held.
     *
     * @param primary the shard's primary
     * @return is done when the lock is released
     */
    static CompletableFuture<Void> hold(LocalVitess vitess, Tablet primary) {
        String statements =
                "flush tables with read lock; select sleep(%d); unlock tables".formatted(SECONDS);
        CompletableFuture<Void> released =
                CompletableFuture.runAsync(
                        () ->
                                vitess.vtctldclient(
                                        "ExecuteMultiFetchAsDBA", primary.alias(), statements));
        Waiting.until(() -> isHeld(vitess, primary), () -> primary.alias() + " is locked");
        return released;
    }

    private static boolean isHeld(LocalVitess vitess, Tablet primary) {
        return vitess.connections(primary, "info like 'select sleep%'") == 1;
    }
}
