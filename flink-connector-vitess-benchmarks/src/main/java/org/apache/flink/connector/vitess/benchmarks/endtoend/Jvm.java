// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** JVMs with this one's classes, of a size that a small TaskManager has. */
final class Jvm {

    private static final long MOST_MINUTES = 5;

    private Jvm() {}

    /** This one's class path. */
    static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** Starts one. */
    static Process start(String classPath, Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.add("-Xmx1g");
        command.add("-classpath");
        command.add(classPath);
        command.add(main.getName());
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** The last line that one prints, once it has ended well. */
    static String lastLine(Process process) throws IOException, InterruptedException {
        try (BufferedReader output = process.inputReader()) {
            String last = output.lines().reduce((before, line) -> line).orElse("nothing");
            if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException("A consumer failed after: " + last);
            }
            return last;
        } finally {
            process.destroyForcibly();
        }
    }

    static void end(Process process) throws InterruptedException {
        process.destroy();
        process.waitFor(MOST_MINUTES, TimeUnit.MINUTES);
    }
}
