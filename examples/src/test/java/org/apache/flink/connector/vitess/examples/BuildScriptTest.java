// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code build.sh} says of the programs that it needs; those on the path here are scripts. */
class BuildScriptTest {

    private static final String MAVEN =
            "\u001B[0mApache Maven %s\nJava version: %s, vendor: Debian";

    @TempDir private Path programs;

    @Test
    void whatIsNewEnoughIsAccepted() throws Exception {
        program("java", "openjdk version \"21.0.1\" 2023-10-17");
        program("javac", "");
        program("mvn", MAVEN.formatted("3.9.11", "17.0.15"));

        assertThat(run("need_java && need_maven && echo good")).isEqualTo("good");
    }

    @Test
    void theOldestThatServesIsAccepted() throws Exception {
        program("javac", "");
        program("mvn", MAVEN.formatted("3.8.7", "17"));

        assertThat(run("need_maven && echo good")).isEqualTo("good");
    }

    @Test
    void anOldJavaIsNamed() throws Exception {
        program("java", "openjdk version \"11.0.20\" 2023-07-18");

        assertThat(run("need_java"))
                .isEqualTo(
                        "test: Java 11 is too old: install a JDK, version 17 or newer, and let"
                                + " JAVA_HOME and PATH point to it");
    }

    @Test
    void anOldMavenIsNamed() throws Exception {
        program("javac", "");
        program("mvn", MAVEN.formatted("3.6.3", "17.0.15"));

        assertThat(run("need_maven"))
                .isEqualTo("test: Maven 3.6.3 is too old: install Maven, version 3.8.7 or newer");
    }

    @Test
    void anOldJavaOfMavenIsNamed() throws Exception {
        program("javac", "");
        program("mvn", MAVEN.formatted("3.9.9", "11.0.20"));

        assertThat(run("need_maven"))
                .isEqualTo(
                        "test: Maven runs on Java 11: let JAVA_HOME point to a JDK, version 17 or"
                                + " newer");
    }

    @Test
    void whatIsMissingIsNamed() throws Exception {
        String only = "PATH=" + programs + "; ";

        assertThat(run(only + "need_java"))
                .isEqualTo("test: java is missing: install a JDK, version 17 or newer");
        program("javac", "");
        assertThat(run(only + "need_maven"))
                .isEqualTo("test: mvn is missing: install Maven, version 3.8.7 or newer");
    }

    /** Like Java, it prints on its standard error. */
    private void program(String name, String prints) throws IOException {
        Path file = programs.resolve(name);
        Files.writeString(file, "#!/bin/sh\ncat >&2 <<'TEXT'\n%s\nTEXT\n".formatted(prints));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String run(String command) throws Exception {
        String script =
                "name=test; . %s; %s".formatted(Path.of("build.sh").toAbsolutePath(), command);
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
        builder.environment().merge("PATH", "", (path, none) -> programs + ":" + path);
        Process process = builder.start();
        return new String(process.getInputStream().readAllBytes()).strip();
    }
}
