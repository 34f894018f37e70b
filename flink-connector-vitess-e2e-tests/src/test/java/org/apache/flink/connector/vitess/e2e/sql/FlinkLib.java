// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testutils.flink.StandaloneFlink;
import org.apache.flink.connector.vitess.testutils.flink.StandaloneFlinkBuilder;

/** What the examples need in Flink's lib folder; the build has put it together. */
final class FlinkLib {

    private FlinkLib() {}

    /** A cluster with the connector, Flink's JDBC connector, and PostgreSQL's driver. */
    static StandaloneFlinkBuilder cluster(String version) throws Exception {
        StandaloneFlinkBuilder flink = StandaloneFlink.version(version).jar(UberJar.path());
        jdbc(version).forEach(flink::jar);
        return flink;
    }

    private static List<Path> jdbc(String version) throws IOException {
        String line = version.substring(0, version.indexOf('.'));
        Path folder = Path.of(System.getProperty("jdbc.lib")).resolve(line);
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.toList();
        }
    }
}
