// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.client.VStreamErrorTexts.Meaning;
import org.apache.flink.connector.vitess.testing.GeneratedDocs;
import org.junit.jupiter.api.Test;

class VStreamErrorTextsTest {

    @Test
    void thePageHasAllMeaningsWithTheWordsTheyAreToldBy() throws IOException {
        Map<Meaning, List<Meaning>> words =
                VStreamErrorTexts.ALL.stream()
                        .collect(
                                Collectors.groupingBy(
                                        one -> new Meaning("", one.remedy(), one.retryable()),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        List<String> lines = new ArrayList<>();
        lines.add("| message | words, in any case | tried again |");
        lines.add("|---|---|---|");
        words.forEach((meaning, all) -> lines.add(line(meaning, all)));

        GeneratedDocs.assertTable("troubleshooting.md", VStreamErrorTextsTest.class, lines);
    }

    private static String line(Meaning meaning, List<Meaning> all) {
        return "| `%s` | %s | %s |"
                .formatted(
                        meaning.remedy(),
                        all.stream()
                                .map(one -> "`" + one.words().strip() + "`")
                                .collect(Collectors.joining("<br>")),
                        meaning.retryable() ? "yes" : "no");
    }
}
