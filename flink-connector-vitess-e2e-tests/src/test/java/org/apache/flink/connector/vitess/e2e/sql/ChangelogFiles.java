// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testing.ledger.AppendedChangelog.Appended;

/**
 * A table of Flink's file connector that a ledger's changelog is appended to. Its files get their
 * names when the checkpoint with their rows completes.
 */
final class ChangelogFiles {

    private final Path folder;

    /** The folder is opened to Flink's processes, which may be another user's. */
    ChangelogFiles(Path folder) throws IOException {
        this.folder = folder;
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /** The statement that declares the table. */
    String declaration() {
        return """
        CREATE TABLE changelog (
          shard STRING, table_name STRING, row_kind STRING, is_snapshot BOOLEAN,
          a STRING, b STRING, c STRING
        ) WITH (
          'connector' = 'filesystem', 'path' = '%s', 'format' = 'csv',
          'csv.disable-quote-character' = 'true',
          'sink.rolling-policy.rollover-interval' = '500 ms',
          'sink.rolling-policy.check-interval' = '200 ms'
        );
        """
                .formatted(folder.toUri());
    }

    /** The rows of all files that have their names. */
    List<Appended> rows() {
        List<Appended> rows = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(ChangelogFiles::isCommitted).toList()) {
                Files.readAllLines(file).forEach(line -> rows.add(row(line)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
        return rows;
    }

    private static boolean isCommitted(Path file) {
        return file.getFileName().toString().startsWith("part-");
    }

    private static Appended row(String line) {
        List<String> fields = List.of(line.split(",", -1));
        return new Appended(
                fields.get(0),
                fields.get(1),
                fields.get(2),
                fields.subList(4, 7),
                Boolean.parseBoolean(fields.get(3)));
    }
}
