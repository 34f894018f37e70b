// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a real MySQL answered, kept as test data. */
final class MySqlAnswers {

    private MySqlAnswers() {}

    /** The lines of a file, without its heading. */
    static List<String> lines(String file) {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                MySqlAnswers.class.getResourceAsStream(file),
                                StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
