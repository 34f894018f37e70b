// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The descriptors that a process has open, as Linux reports them. */
public final class OpenFiles {

    private OpenFiles() {}

    /** Those of this JVM that are no files: sockets, selectors, pipes; how many of each kind. */
    public static Map<String, Integer> ofThisJvm() {
        return of("self");
    }

    /** Those of a process that are no files. */
    public static Map<String, Integer> of(String process) {
        Map<String, Integer> kinds = new TreeMap<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", process, "fd"))) {
            descriptors
                    .map(OpenFiles::target)
                    .filter(target -> !target.startsWith("/"))
                    .map(target -> target.replaceAll(":\\[[0-9]+\\]", ""))
                    .forEach(kind -> kinds.merge(kind, 1, Integer::sum));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return kinds;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "/closed";
        }
    }
}
