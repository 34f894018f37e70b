// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.GeneratedDocs;
import org.junit.jupiter.api.Test;

class OptionsDocTest {

    @Test
    void theDocumentHasTheTableOfTheCode() throws IOException {
        GeneratedDocs.assertTable(
                "options.md", OptionsDocTest.class, DocumentedOption.markdown(builderMethods()));
    }

    @Test
    void aTableMayHaveEachOptionThatThereIs() {
        assertThat(DocumentedOption.all())
                .extracting(DocumentedOption::option)
                .containsAll(DocumentedOption.constants(VitessConnectorOptions.class));
    }

    @Test
    void theDocumentNamesEachMethodOfTheBuilder() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "options.md"));

        assertThat(builderMethods())
                .allSatisfy(method -> assertThat(document).contains("`" + method + "`"));
    }

    /** {@code where} is for SQL alone. */
    private static List<String> builderMethods() {
        return Arrays.stream(VitessSourceBuilder.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(method -> method.getName())
                .filter(name -> !List.of("build", "where").contains(name))
                .sorted()
                .toList();
    }
}
