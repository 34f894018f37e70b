// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.connector.vitess.source.VitessSource;

/** The jar for Flink's lib folder that the build has made. */
final class UberJar {

    private UberJar() {}

    /** Fails if it is missing or older than the connector on the class path. */
    static Path path() throws Exception {
        Path jar = Path.of(System.getProperty("uber.jar")).normalize();
        if (!Files.exists(jar) || isOlder(jar)) {
            throw new IllegalStateException(
                    jar
                            + " is missing or older than the connector: build also the module"
                            + " flink-sql-connector-vitess, which comes first in the whole build");
        }
        return jar;
    }

    private static boolean isOlder(Path jar) throws Exception {
        Path connector =
                Path.of(
                        VitessSource.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        return modified(jar) < modified(connector);
    }

    private static long modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toMillis();
    }
}
