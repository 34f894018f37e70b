// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess;

import static java.util.Map.entry;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testing.SourceText;

/**
 * Which texts of the source code are messages that a user can meet: all of three words or more, and
 * all of exceptions and warnings, unless they are named here with the reason.
 */
final class Messages {

    private static final String IN_PAGES = "a generated page has it";

    private static final String NO_PROSE = "a table of numbers or characters";

    private static final String OF_SQL = "a part of a statement";

    private static final String DAMAGED = "within 'is damaged and cannot be restored'";

    private static final String OF_VITESS = "words that Vitess says";

    /** Places whose texts are no messages, or only a part of one: a use, a class, or both. */
    private static final Map<String, String> PLACES =
            Map.ofEntries(
                    entry("LOG.info", "asks for nothing"),
                    entry("LOG.debug", "asks for nothing"),
                    entry("toString", "shown within messages"),
                    entry("withDescription", IN_PAGES),
                    entry("ColumnKind", IN_PAGES),
                    entry("FlinkTypes.Stream.of", IN_PAGES),
                    entry("MetricScope", IN_PAGES),
                    entry("SourceMetric", IN_PAGES),
                    entry("TypeMappings.TIMESTAMPS", IN_PAGES),
                    entry("TypeMappings.pair", IN_PAGES),
                    entry("VStreamErrorTexts", IN_PAGES),
                    entry("VitessReadableMetadata", IN_PAGES),
                    entry("DefaultCollations", NO_PROSE),
                    entry("Gb18030", NO_PROSE),
                    entry("Collations.literal", OF_SQL),
                    entry("PushedCondition", OF_SQL),
                    entry("MovedTables.List.of", OF_VITESS),
                    entry("VitessException", OF_VITESS),
                    entry("VStreamCall.cancel", "what vtgate is told"),
                    entry("KeyspaceDatabase", "the comment of a database"),
                    entry("CurrentPositions.action", "within 'Cannot ... at vtgate'"),
                    entry("VitessClient.action", "within 'Cannot ... at vtgate'"),
                    entry("RowSelection.requireDifferentNames", "within 'is to be read twice'"),
                    entry("VitessClient.ask", "within 'Cannot ... at vtgate'"),
                    entry("VitessClient.askForNames", "within 'Cannot ... at vtgate'"),
                    entry("VitessClient.order", "within 'Cannot ... at vtgate'"),
                    entry("VitessClient.VStreamCall.start", "within 'Cannot ... at vtgate'"),
                    entry("VStreamCall.new EOFException", "within 'Cannot ... at vtgate'"),
                    entry("Answers.unexpected", "within 'no vtgate answers this way'"),
                    entry("Unexpected.of", "before 'No vtgate sends this'"),
                    entry("new InvalidProtocolBufferException", "before 'No vtgate sends this'"),
                    entry("LengthReader", "before 'No vtgate sends this'"),
                    entry("RowImage", "before 'No vtgate sends this'"),
                    entry("SchemasFormat", DAMAGED),
                    entry("VitessSplitSerializer", DAMAGED),
                    entry("VitessEnumeratorStateSerializer", "what is damaged"),
                    entry("KeyRange", "of damaged state"),
                    entry("LastPk", "within 'is damaged'"),
                    entry("OpenTransaction", "of damaged state"),
                    entry("ReshardJournal", "of damaged state"),
                    entry("ShardPosition", "of damaged state"),
                    entry("TableCopies", "of damaged state"),
                    entry("DeclaredTable.orElse", "the end of 'is declared as'"));

    /** Texts that no user meets, or that are a part of a message. */
    private static final Map<String, String> TEXTS =
            Map.ofEntries(
                    entry("bytes too many", DAMAGED),
                    entry("a text is not UTF-8", DAMAGED),
                    entry("a count of ... with ... bytes", DAMAGED),
                    entry("Splits before the discovery: ...", DAMAGED),
                    entry("Not an interval: ...-...", "the parser refuses it first"),
                    entry("A change of ... without any image", "the decoder refuses it first"),
                    entry("Not a value to append: ...", "all metadata columns have a branch"),
                    entry("Not an integer: ...", "asked of integers only"),
                    entry("No JSON form for ...", "all fields of a VGTID have a branch"),
                    entry("Not an event of this source: ...", "Flink passes on our own events"),
                    entry("Not a splits addition: ...", "Flink passes on our own changes"),
                    entry("The source has been closed", "nobody waits for the answer"),
                    entry(
                            "A stream is asked for a heartbeat each ..., so it cannot be taken for"
                                    + " broken after ...",
                            "no option sets it"),
                    entry("ChangelogMode.upsert of this Flink cannot be called", "it is public"),
                    entry("Every Java has SHA-256", "every Java has it"),
                    entry("results for ... texts", "within 'no vtgate answers this way'"),
                    entry("it ...", "within 'Cannot start from the given VGTID'"),
                    entry("only the rows with ...", "within 'The restored job read'"),
                    entry("in the copy of table ...", "within 'has stood still for'"),
                    entry("copying table ...", "of a line that asks for nothing"),
                    entry("streaming all tables", "of a line that asks for nothing"),
                    entry("'tls.enabled' = 'true'", "within 'means nothing without'"),
                    entry("'...' = 'specific-offset'", "within 'means nothing without'"),
                    entry("Write ... ...", "the end of 'is declared as'"));

    private static final Set<String> WARNINGS = Set.of("LOG.warn", "LOG.error");

    private Messages() {}

    /** Those that a user can meet. */
    static List<SourceText> among(Collection<SourceText> texts) {
        return texts.stream().filter(text -> isProse(text) && reasons(text).isEmpty()).toList();
    }

    private static boolean isProse(SourceText text) {
        boolean isSql =
                text.text().matches("(select|show) .*")
                        || text.text().contains("information_schema");
        boolean isThrown = text.use().matches("new .*(Exception|Error)");
        return !isSql
                && text.text().matches(".*[A-Za-z]{2}.*")
                && (isThrown
                        || WARNINGS.contains(text.use())
                        || text.text().split(" ").length >= 3);
    }

    private static List<String> reasons(SourceText text) {
        return Stream.concat(
                        places(text).filter(PLACES::containsKey),
                        Stream.of(text.text()).filter(TEXTS::containsKey))
                .toList();
    }

    private static Stream<String> places(SourceText text) {
        return Stream.of(text.use(), text.type(), text.type() + "." + text.use());
    }

    /** The exceptions that none of the texts needs. */
    static List<String> unused(Collection<SourceText> texts) {
        Set<String> used =
                Set.copyOf(
                        texts.stream()
                                .filter(Messages::isProse)
                                .flatMap(text -> reasons(text).stream())
                                .distinct()
                                .toList());
        return Stream.concat(PLACES.keySet().stream(), TEXTS.keySet().stream())
                .filter(exception -> !used.contains(exception))
                .sorted()
                .toList();
    }
}
