// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.demo;

import java.nio.file.Path;

/** The repository's folder, which the start scripts tell: they run in the folder of the user. */
public final class Repository {

    private Repository() {}

    /** The script that installs a server program. */
    public static Path tool(String server) {
        return Path.of(System.getProperty("repository"), "tools", server, "install.sh");
    }
}
