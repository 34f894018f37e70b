// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.process;

import java.util.concurrent.atomic.AtomicBoolean;

/** Ends servers once: when it is closed, or else when this JVM ends. */
public final class EndOnce implements AutoCloseable {

    private final Runnable end;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread shutdownHook = new Thread(this::endIfFirst, "server-shutdown");

    /** From now on the end of the JVM runs {@code end}. */
    public EndOnce(Runnable end) {
        this.end = end;
        Runtime.getRuntime().addShutdownHook(shutdownHook);
    }

    @Override
    public void close() {
        if (endIfFirst()) {
            try {
                Runtime.getRuntime().removeShutdownHook(shutdownHook);
            } catch (IllegalStateException e) {
                // The JVM shuts down already; the hook finds nothing to do.
            }
        }
    }

    private boolean endIfFirst() {
        boolean first = ended.compareAndSet(false, true);
        if (first) {
            end.run();
        }
        return first;
    }
}
