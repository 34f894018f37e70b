// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.junit.jupiter.api.Test;

/** What the README says of the code is true. */
class ReadmeTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Path PRINT_CHANGES =
            Path.of("src/main/java/org/apache/flink/connector/vitess/examples/PrintChanges.java");

    @Test
    void theSnippetIsTheBodyOfPrintChanges() throws IOException {
        String snippet =
                matches("(?s)```java\n(.*?)```", Files.readString(README)).findFirst().get();

        assertThat(Files.readString(PRINT_CHANGES).stripIndent().replace("\n        ", "\n"))
                .contains(snippet);
    }

    @Test
    void theTableNamesAllOptionsOfTheBuilder() throws IOException {
        Set<String> documented =
                Files.readString(README)
                        .lines()
                        .dropWhile(line -> !line.startsWith("| option of the builder"))
                        .takeWhile(line -> line.startsWith("|"))
                        .map(line -> line.split("\\|")[1])
                        .flatMap(option -> matches("`(\\w+)`", option))
                        .collect(Collectors.toSet());

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(VitessSourceBuilder.class.getDeclaredMethods())
                                .filter(method -> Modifier.isPublic(method.getModifiers()))
                                .map(method -> method.getName())
                                .filter(name -> !name.equals("build"))
                                .toList());
    }

    private static Stream<String> matches(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map((MatchResult m) -> m.group(1));
    }
}
