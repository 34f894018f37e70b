// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testutils.flink.StandaloneFlink;
import org.apache.flink.connector.vitess.testutils.flink.StandaloneFlinkBuilder;

/** What the examples need in Flink's lib folder; the build has put it together. */
final class FlinkLib {

    private static final Path FOLDER = Path.of(System.getProperty("jdbc.lib"));

    private static final String JDBC = "org.apache.flink.connector.jdbc.";
    private static final String MYSQL = JDBC + "mysql.";

    private FlinkLib() {}

    /**
     * A cluster with the connector, Flink's JDBC connector, and the drivers of PostgreSQL and
     * MySQL.
     */
    static StandaloneFlinkBuilder cluster(String version) throws Exception {
        StandaloneFlinkBuilder flink = StandaloneFlink.version(version).jar(UberJar.path());
        jdbc(version).forEach(flink::jar);
        return flink;
    }

    private static List<Path> jdbc(String version) throws IOException {
        String line = version.substring(0, version.indexOf('.'));
        List<Path> jars = jars(line);
        if (line.equals("2")) {
            jars.add(mysqlOfFlink1());
        }
        return jars;
    }

    private static List<Path> jars(String line) throws IOException {
        try (Stream<Path> jars = Files.list(FOLDER.resolve(line))) {
            return new ArrayList<>(jars.toList());
        }
    }

    /**
     * In place of flink-connector-jdbc-mysql, which not every registry has: the same part of the
     * JDBC connector for Flink 1, whose interfaces are those of Flink 2's.
     */
    private static Path mysqlOfFlink1() throws IOException {
        Path all =
                jars("1").stream()
                        .filter(jar -> jar.getFileName().toString().startsWith("flink-"))
                        .findFirst()
                        .orElseThrow();
        Path mysql = FOLDER.resolve("mysql-of-flink-1.jar");
        try (JarFile from = new JarFile(all.toFile());
                JarOutputStream to = new JarOutputStream(Files.newOutputStream(mysql))) {
            for (JarEntry entry : from.stream().filter(FlinkLib::isOfMysql).toList()) {
                add(to, entry.getName(), from.getInputStream(entry).readAllBytes());
            }
            add(
                    to,
                    "META-INF/services/" + JDBC + "core.database.JdbcFactory",
                    (MYSQL + "database.MySqlFactory").getBytes(StandardCharsets.UTF_8));
        }
        return mysql;
    }

    private static boolean isOfMysql(JarEntry entry) {
        return entry.getName().startsWith(MYSQL.replace('.', '/')) && !entry.isDirectory();
    }

    private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
