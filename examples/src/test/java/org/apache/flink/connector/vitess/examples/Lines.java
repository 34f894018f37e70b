// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What is printed, line by line, and the wait for a line. */
final class Lines extends ByteArrayOutputStream {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        super.write(bytes, offset, length);
        notifyAll();
    }

    List<String> all() {
        return toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Waits for a number of lines that contain a text. */
    synchronized void await(String text, int count) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (all().stream().filter(line -> line.contains(text)).count() < count) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new AssertionError("Not %d times '%s', but\n%s".formatted(count, text, this));
            }
            wait(millis);
        }
    }
}
