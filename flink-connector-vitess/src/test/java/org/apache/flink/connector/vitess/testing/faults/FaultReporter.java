// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Prints a line for each test of a {@link Fault} that has passed, and writes it to the folder of
 * the system property {@code faults.folder}, if that is set. The page is written from there.
 */
final class FaultReporter implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

    static final String FOLDER = "faults.folder";

    private static final Namespace NAMESPACE = Namespace.create(FaultReporter.class);

    private record Run(Figures figures, long start) {}

    @Override
    public void beforeEach(ExtensionContext context) {
        run(context);
    }

    private static Run run(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        Run.class, type -> new Run(new Figures(), System.nanoTime()), Run.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Figures.class;
    }

    @Override
    public Figures resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return run(context).figures();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isEmpty()) {
            report(context);
        }
    }

    private static void report(ExtensionContext context) {
        Run run = run(context);
        String figures = run.figures().toString();
        long seconds = Duration.ofNanos(System.nanoTime() - run.start()).toSeconds();
        String line =
                String.format(
                        Locale.ROOT, "%s%s%d s", figures, figures.isEmpty() ? "" : ", ", seconds);
        String test =
                context.getRequiredTestClass().getSimpleName()
                        + "."
                        + context.getRequiredTestMethod().getName();
        String[] ids = context.getRequiredTestMethod().getAnnotation(Fault.class).value();
        System.out.println("Fault " + String.join(", ", ids) + ": " + test + ": " + line);
        String folder = System.getProperty(FOLDER);
        if (folder != null) {
            write(Path.of(folder), test, line);
        }
    }

    private static void write(Path folder, String test, String line) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(test), line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
