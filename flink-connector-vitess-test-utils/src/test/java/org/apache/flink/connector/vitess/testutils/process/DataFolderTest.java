// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir private Path parent;

    @Test
    void isDeletedWithItsContentWhenClosed() throws Exception {
        DataFolder folder = DataFolder.create(parent);
        Files.createDirectory(folder.path().resolve("etcd"));
        folder.write("settings.cnf", "[mysqld]");

        folder.close();

        assertThat(folder.path()).doesNotExist();
        assertThat(parent).isDirectoryNotContaining("glob:**.lock");
    }

    @Test
    void deletesTheFoldersOfDeadOwnersAndLeavesThoseOfLivingOnes() throws Exception {
        Path abandoned = Files.createDirectory(parent.resolve("12345678"));
        Files.writeString(abandoned.resolve("ibdata1"), "data");
        // Its owner is dead: the file is there, but no process holds the lock.
        Path lock = Files.createFile(parent.resolve("12345678.lock"));

        try (DataFolder living = DataFolder.create(parent);
                DataFolder next = DataFolder.create(parent)) {
            assertThat(abandoned).doesNotExist();
            assertThat(lock).doesNotExist();
            assertThat(living.path()).isDirectory();
            assertThat(next.path()).isDirectory().isNotEqualTo(living.path());
        }
    }
}
