// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import org.apache.flink.connector.vitess.testing.SourceText;
import org.apache.flink.connector.vitess.testing.SourceTexts;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TroubleshootingPageTest {

    private static final Path SOURCES =
            Path.of("..", "flink-connector-vitess", "src", "main", "java");

    private static List<SourceText> texts;

    private static TroubleshootingPage page;

    @BeforeAll
    static void read() throws IOException {
        texts = SourceTexts.below(SOURCES);
        page = TroubleshootingPage.read();
    }

    @Test
    void eachMessageIsOnThePage() {
        assertThat(page.missing(Messages.among(texts)))
                .as("messages that docs/troubleshooting.md does not explain")
                .isEmpty();
    }

    @Test
    void eachEntryOfThePageIsOneMessage() {
        assertThat(page.unclear(Messages.among(texts)))
                .as("entries of docs/troubleshooting.md that begin no message, or several")
                .isEmpty();
    }

    @Test
    void eachExceptionIsNeeded() {
        assertThat(Messages.unused(texts)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "throw new IllegalStateException(\"shard \" + s + \" is on fire: \" + \"run\");",
                "throw new IllegalArgumentException(\"shard %s is on fire: run\".formatted(s));",
                "throw failed(String.format(\"shard %s is on fire: run\", s));",
                "throw new VitessException(s == null ? s : \"shard \" + s + \" is on fire: run\");",
                "LOG.warn(\"shard {} is on fire: run\", s);",
                "String said = \"shard \" + (s + s) + \" is on fire: run\";",
                "return \"shard \" + s\n + \" is on fire: run\";"
            })
    void aMessageWithoutAnEntryIsFound(String statement) throws IOException {
        List<SourceText> planted = Messages.among(textsOf(statement));

        assertThat(page.missing(planted))
                .extracting(SourceText::text)
                .containsExactly("shard ... is on fire: run");
        assertThat(entry("shard ... is on fire").missing(planted)).isEmpty();
    }

    @Test
    void aMessageOfTwoWordsIsFoundToo() throws IOException {
        assertThat(Messages.among(textsOf("throw new IllegalStateException(\"on fire\");")))
                .extracting(SourceText::text)
                .containsExactly("on fire");
    }

    @Test
    void anEntryWithoutAMessageIsFound() {
        assertThat(entry("shard ... is on fire").unclear(Messages.among(texts)))
                .containsExactly("shard ... is on fire");
    }

    @Test
    void anEntryThatFitsSeveralMessagesIsFound() {
        assertThat(entry("Keyspace ...").unclear(Messages.among(texts)))
                .containsExactly("Keyspace ...");
    }

    private static TroubleshootingPage entry(String message) {
        return TroubleshootingPage.parse("| `" + message + "` | cause | remedy |\n");
    }

    private static List<SourceText> textsOf(String statement) throws IOException {
        return SourceTexts.of(
                List.of(
                        new SimpleJavaFileObject(URI.create("mem:///Planted.java"), Kind.SOURCE) {
                            @Override
                            public CharSequence getCharContent(boolean ignoreErrors) {
                                return "class Planted { String m(String s) { " + statement + " } }";
                            }
                        }));
    }
}
