// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of examples/sql, run as a user runs it. */
final class ExampleScript {

    private static final Path FOLDER = Path.of("../examples/sql");

    private ExampleScript() {}

    /**
     * Runs one to its end.
     *
     * @param environment what it needs besides that of this JVM
     * @return what it printed
     * @throws IllegalStateException if it fails or takes longer than a minute; with its errors
     */
    static String run(Map<String, String> environment, String program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", FOLDER.resolve(program).toString()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile(program, ".err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            String printed =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException(printed + Files.readString(errors));
            }
            return printed;
        } finally {
            process.destroyForcibly();
            Files.delete(errors);
        }
    }
}
