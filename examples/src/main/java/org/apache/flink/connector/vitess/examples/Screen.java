// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.io.PrintStream;
import java.util.function.Supplier;

/**
 * The terminal: lines that scroll, and below them one that keeps running. Where the output is no
 * terminal, the running line is printed after some of the others.
 *
 * <p>Thread-safe.
 */
final class Screen {

    private static final int LINES_BETWEEN = 10;
    private static final String START_OF_LINE = "\r\u001b[K";
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream out;
    private final boolean color;
    private final Supplier<String> running;
    private int lines;

    /**
     * Prints to a stream.
     *
     * @param color whether it is a terminal that understands colors and moves of the cursor
     * @param running the text of the running line; empty for none
     */
    Screen(PrintStream out, boolean color, Supplier<String> running) {
        this.out = out;
        this.color = color;
        this.running = running;
    }

    /** A line that scrolls. */
    synchronized void line(String text) {
        if (color) {
            out.print(START_OF_LINE + text + "\n  " + running.get());
            out.flush();
            return;
        }
        out.println(text);
        lines++;
        if (lines % LINES_BETWEEN == 0 && !running.get().isEmpty()) {
            out.println("  " + running.get());
        }
    }

    /** A line that stands out. */
    void note(String text) {
        line(color ? BOLD + "  " + text + PLAIN : "  " + text);
    }
}
