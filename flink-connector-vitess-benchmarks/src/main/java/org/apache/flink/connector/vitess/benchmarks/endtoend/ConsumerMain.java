// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

/** A consumer's process: reads, and prints its {@link Figures} as the last line. */
public final class ConsumerMain {

    private ConsumerMain() {}

    /**
     * Reads.
     *
     * @param args the consumer, the work, the port, the bytes of a row, how many rows come before
     *     those that are measured, and how many are
     */
    public static void main(String[] args) throws Exception {
        Progress.expect(Long.parseLong(args[4]), Long.parseLong(args[5]));
        Thread reading =
                new Thread(
                        () -> {
                            try {
                                Consumer.valueOf(args[0])
                                        .read(
                                                Work.parse(args[1]),
                                                Integer.parseInt(args[2]),
                                                Double.parseDouble(args[3]));
                            } catch (Exception e) {
                                e.printStackTrace();
                                Runtime.getRuntime().halt(1);
                            }
                        });
        reading.start();
        System.out.println(Progress.figures());
        // The streams never end.
        System.exit(0);
    }
}
