// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.debezium;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.Json;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Prints Debezium's events, the value of each as a line of JSON; a tombstone, which has none, is
 * the line {@code null}. The log goes to standard error.
 *
 * <p>It ends with an error if Debezium does. When its standard input is closed, and so with the JVM
 * that started it, it stops Debezium orderly, which stores its offset, and ends without an error.
 */
public final class DebeziumEvents {

    private DebeziumEvents() {}

    /** Each argument is one of Debezium's properties, {@code key=value}. */
    public static void main(String[] args) throws Exception {
        Properties properties = new Properties();
        for (String arg : args) {
            String[] parts = arg.split("=", 2);
            properties.setProperty(parts[0], parts[1]);
        }
        PrintStream lines = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        AtomicBoolean stopping = new AtomicBoolean();
        DebeziumEngine<ChangeEvent<String, String>> engine =
                DebeziumEngine.create(Json.class)
                        .using(properties)
                        .notifying(event -> print(lines, event.value()))
                        .using(
                                (success, message, error) -> {
                                    if (!success || !stopping.get()) {
                                        fail(message, error);
                                    }
                                })
                        .build();
        Thread thread = new Thread(engine, "debezium");
        thread.setDaemon(true);
        thread.start();
        while (System.in.read() != -1) {
            // Nothing is sent; only the end matters.
        }
        stopping.set(true);
        engine.close();
        System.exit(0);
    }

    private static void print(PrintStream lines, String value) {
        lines.println(value);
        lines.flush();
    }

    private static void fail(String message, Throwable error) {
        System.err.println("Debezium has ended: " + message);
        if (error != null) {
            error.printStackTrace();
        }
        System.exit(1);
    }
}
