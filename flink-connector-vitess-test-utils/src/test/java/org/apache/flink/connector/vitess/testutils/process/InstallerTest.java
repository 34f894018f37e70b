// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.flink.connector.vitess.testutils.process.Installer.Installation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallerTest {

    @TempDir private Path folder;

    @Test
    void findsTheScriptInTheNearestFolderAbove() throws Exception {
        Path script = Files.createDirectories(folder.resolve("tools/vitess")).resolve("install.sh");
        Files.createFile(script);
        Path module = Files.createDirectories(folder.resolve("module/target"));

        assertThat(Installer.findScript(module, "vitess")).isEqualTo(script);
    }

    @Test
    void saysWhereItLookedForTheScript() {
        assertThatThrownBy(() -> Installer.findScript(folder, "vitess"))
                .isInstanceOf(InstallException.class)
                .hasMessage("found no tools/vitess/install.sh in %s or above it", folder);
    }

    @Test
    void readsTheVersionsAndTheHome() throws Exception {
        Path script =
                script("[ \"$2\" = --print-home ] && echo /cache/$1 || echo flink $1; exit 0");

        assertThat(Installer.install(script, "2.3.0"))
                .isEqualTo(new Installation(Path.of("/cache/2.3.0"), List.of("flink 2.3.0")));
    }

    @Test
    void failsWithWhatTheScriptSaid() throws Exception {
        Path script = script("echo 'vitess: go is missing' >&2; exit 1");

        assertThatThrownBy(() -> Installer.install(script))
                .isInstanceOf(InstallException.class)
                .hasMessage("vitess: go is missing");
    }

    private Path script(String body) throws IOException {
        Path script = Files.writeString(folder.resolve("script.sh"), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
