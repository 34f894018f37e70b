// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.nio.file.Path;

/** The repository's folder, which the start scripts tell: they run in the folder of the user. */
final class Repository {

    private Repository() {}

    /** The script that installs a server program. */
    static Path tool(String server) {
        return Path.of(System.getProperty("repository"), "tools", server, "install.sh");
    }
}
