// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.testing.SourceText;

/**
 * The page's messages: what its tables have in code style in their first column, which is the whole
 * of a message or the beginning of one.
 *
 * @param entries in the order of the page
 */
record TroubleshootingPage(Set<String> entries) {

    private static final Pattern GENERATED =
            Pattern.compile("(?s)<!-- The table is written by .*?<!-- End of the table. -->");

    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| (`.*?`) \\|");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    static TroubleshootingPage read() throws IOException {
        return parse(Files.readString(Path.of("..", "docs", "troubleshooting.md")));
    }

    static TroubleshootingPage parse(String page) {
        return new TroubleshootingPage(
                FIRST_CELL
                        .matcher(GENERATED.matcher(page).replaceAll(""))
                        .results()
                        .flatMap(cell -> CODE.matcher(cell.group(1)).results())
                        .map(code -> code.group(1))
                        .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** The messages that no entry begins. */
    List<SourceText> missing(Collection<SourceText> messages) {
        return messages.stream()
                .filter(message -> entries.stream().noneMatch(message.text()::startsWith))
                .toList();
    }

    /** The entries that begin no message, or several and are none of them as a whole. */
    List<String> unclear(Collection<SourceText> messages) {
        Set<String> texts =
                messages.stream()
                        .map(SourceText::text)
                        .collect(Collectors.toCollection(TreeSet::new));
        return entries.stream().filter(entry -> begun(entry, texts) != 1).toList();
    }

    private static long begun(String entry, Set<String> texts) {
        return texts.contains(entry)
                ? 1
                : texts.stream().filter(text -> text.startsWith(entry)).count();
    }
}
