// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallerTest {

    @TempDir private Path folder;

    @Test
    void findsTheScriptInTheNearestFolderAbove() throws Exception {
        Path script = Files.createDirectories(folder.resolve("tools/vitess")).resolve("install.sh");
        Files.createFile(script);
        Path module = Files.createDirectories(folder.resolve("module/target"));

        assertThat(Installer.findScript(module)).isEqualTo(script);
    }

    @Test
    void saysWhereItLookedForTheScript() {
        assertThatThrownBy(() -> Installer.findScript(folder))
                .isInstanceOf(InstallException.class)
                .hasMessage("found no tools/vitess/install.sh in %s or above it", folder);
    }

    @Test
    void readsTheVersionsAndTheHome() throws Exception {
        Path script =
                script("[ \"$1\" = --print-home ] && echo /cache || echo 'vtgate 24.0.0'; exit 0");

        Installer.Installation installation = Installer.install(script);

        assertThat(installation.versions()).containsExactly("vtgate 24.0.0");
        assertThat(installation.vitess("vtgate")).isEqualTo("/cache/vitess/vtgate");
        assertThat(installation.server("mysqld")).isEqualTo("/cache/servers/bin/mysqld");
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
