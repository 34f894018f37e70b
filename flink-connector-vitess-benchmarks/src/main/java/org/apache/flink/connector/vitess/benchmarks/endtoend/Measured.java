// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

/** A consumer's process reads, and prints its {@link Figures} as the last line. */
final class Measured {

    private Measured() {}

    /** Reads in this process, until {@link Progress} has seen all rows, and maybe on. */
    @FunctionalInterface
    interface Reading {
        void read(Work work, Served served) throws Exception;
    }

    /**
     * Reads, and ends the process.
     *
     * @param args of which the second is the work, then what is served, how many rows come before
     *     those that are measured, and how many are
     */
    static void run(Reading reading, String... args) throws InterruptedException {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                reading.read(Work.parse(args[1]), Served.parse(args[2]));
                            } catch (Exception | Error e) {
                                e.printStackTrace();
                                Runtime.getRuntime().halt(1);
                            }
                        });
        thread.start();
        System.out.println(Progress.measure(Long.parseLong(args[3]), Long.parseLong(args[4])));
        // The streams never end.
        System.exit(0);
    }
}
