// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README says of the code is true. */
class ReadmeTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Path PRINT_CHANGES =
            Path.of("src/main/java/org/apache/flink/connector/vitess/examples/PrintChanges.java");

    @Test
    void theSnippetIsTheBodyOfPrintChanges() throws IOException {
        Matcher snippet =
                Pattern.compile("(?s)```java\n(.*?)```").matcher(Files.readString(README));

        assertThat(snippet.find()).isTrue();
        assertThat(Files.readString(PRINT_CHANGES).replace("\n        ", "\n"))
                .contains(snippet.group(1));
    }
}
