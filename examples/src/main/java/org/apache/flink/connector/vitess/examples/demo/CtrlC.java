// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Makes Ctrl-C interrupt a thread, and the JVM wait for what that thread has to clean up. */
final class CtrlC {

    private static final int SECONDS_TO_CLEAN_UP = 30;

    private final CountDownLatch cleanedUp = new CountDownLatch(1);
    private volatile boolean pressed;

    private CtrlC() {}

    /** From now on Ctrl-C interrupts the thread. */
    static CtrlC interrupts(Thread thread) {
        CtrlC ctrlC = new CtrlC();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ctrlC.end(thread), "ctrl-c"));
        return ctrlC;
    }

    /** Whether it was pressed, so that a failure is no news. */
    boolean pressed() {
        return pressed;
    }

    /** Lets the JVM end. */
    void cleanedUp() {
        cleanedUp.countDown();
    }

    private void end(Thread thread) {
        try {
            if (cleanedUp.getCount() > 0) {
                pressed = true;
                System.out.printf("%n  Stopping%n");
                // The job may read on until it has ended; that is not shown.
                System.out.close();
                thread.interrupt();
                cleanedUp.await(SECONDS_TO_CLEAN_UP, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
