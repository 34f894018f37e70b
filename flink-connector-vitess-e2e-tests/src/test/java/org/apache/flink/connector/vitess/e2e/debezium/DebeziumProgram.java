// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.vitess.debezium.DebeziumEvents;
import org.apache.flink.connector.vitess.flinkcdc.FlinkCdcEvents;

/** A program that prints the events of a Debezium, with the class path of its own module. */
enum DebeziumProgram {
    /** Debezium's engine. */
    ENGINE(DebeziumEvents.class, "debezium.class.path", "flink-connector-vitess-e2e-debezium"),
    /**
     * A job of Flink CDC. Flink looks into the fields of a source, those of its Properties too. It
     * lives for seconds, which are not worth much compilation.
     */
    FLINK_CDC(
            FlinkCdcEvents.class,
            "flink.cdc.class.path",
            "flink-connector-vitess-e2e-flink-cdc",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1");

    private final Class<?> main;
    private final String classPath;
    private final String module;
    private final List<String> options;

    DebeziumProgram(Class<?> main, String classPath, String module, String... options) {
        this.main = main;
        this.classPath = classPath;
        this.module = module;
        this.options = List.of(options);
    }

    /** The command line of a JVM that runs it. */
    List<String> command(Map<String, String> properties) throws Exception {
        Path file = Path.of(System.getProperty(classPath));
        if (!Files.exists(file)) {
            throw new IllegalStateException(file + " is missing: build also the module " + module);
        }
        Path program = Path.of(main.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", program + File.pathSeparator + Files.readString(file)));
        command.add(main.getName());
        properties.forEach((key, value) -> command.add(key + "=" + value));
        return command;
    }
}
