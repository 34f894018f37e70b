// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.io.Console;
import java.time.Duration;
import org.apache.flink.connector.vitess.examples.demo.Example;

/**
 * Shows the changes of a Vitess keyspace in the terminal, with Flink in this JVM. Started by {@code
 * quickstart.sh}, which explains the options.
 */
public final class Quickstart {

    private static final Duration PACE = Duration.ofMillis(400);

    private Quickstart() {}

    public static void main(String[] args) {
        QuickstartOptions options;
        try {
            options = withPassword(QuickstartOptions.parse(args));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
            return;
        }
        // After the prompt, which nothing interrupts.
        Example.run(() -> run(options));
    }

    private static void run(QuickstartOptions options) throws Exception {
        if (options.vitess().equals("local")) {
            System.out.println("  Starting a real Vitess (the first time it is built: 4 minutes)");
        }
        try (Database database = Database.open(options)) {
            new Show(options, database, PACE, System.out).run();
        }
    }

    /** Asks for the password if there is a user without one. */
    private static QuickstartOptions withPassword(QuickstartOptions options) {
        if (!options.connection().lacksPassword()) {
            return options;
        }
        Console console = System.console();
        char[] password =
                console == null
                        ? null
                        : console.readPassword("Password of %s: ", options.connection().username());
        if (password == null) {
            throw new IllegalArgumentException(
                    "--username needs a password: add --password-file FILE, or start it in a"
                            + " terminal, which asks for it");
        }
        return options.withPassword(new String(password));
    }
}
