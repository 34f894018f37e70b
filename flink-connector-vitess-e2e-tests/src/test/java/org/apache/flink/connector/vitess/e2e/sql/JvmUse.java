// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testing.OpenFiles;

/**
 * What another JVM holds, after a garbage collection.
 *
 * @param threads how many there are
 * @param ours the names of those of the connector and of gRPC
 * @param descriptors how many sockets, selectors and pipes are open
 * @param classLoaders how many of jobs there are
 */
record JvmUse(int threads, List<String> ours, int descriptors, long classLoaders) {

    /** Flink makes one for each job in a session cluster. */
    private static final Pattern JOBS_CLASS_LOADER =
            Pattern.compile("org\\.apache\\.flink\\.util\\.ChildFirstClassLoader\\b");

    private static final Pattern OURS =
            Pattern.compile(
                    "^\"((vitess-client|grpc-|Source Data Fetcher|SourceCoordinator)[^\"]*)\"");

    static JvmUse of(long pid) throws IOException, InterruptedException {
        // Unloads what can be unloaded: only live objects are counted.
        long loaders =
                jcmd(pid, "GC.class_histogram")
                        .filter(line -> JOBS_CLASS_LOADER.matcher(line).find())
                        .mapToLong(line -> Long.parseLong(line.trim().split("\\s+")[1]))
                        .sum();
        List<String> ours =
                jcmd(pid, "Thread.print")
                        .map(OURS::matcher)
                        .filter(Matcher::find)
                        .map(match -> match.group(1))
                        .toList();
        int descriptors =
                OpenFiles.of(Long.toString(pid)).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
        return new JvmUse(threads(pid), ours, descriptors, loaders);
    }

    private static int threads(long pid) throws IOException {
        try (var tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return (int) tasks.count();
        }
    }

    private static Stream<String> jcmd(long pid, String command)
            throws IOException, InterruptedException {
        Process jcmd =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(pid),
                                command)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(jcmd.getInputStream().readAllBytes());
        if (jcmd.waitFor() != 0) {
            throw new IllegalStateException("jcmd " + command + " failed: " + said);
        }
        return said.lines();
    }
}
