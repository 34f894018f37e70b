// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import com.google.protobuf.TextFormat;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.config.Risk;
import org.apache.flink.connector.vitess.position.Shard;

/**
 * Whether MoveTables has moved a table to another keyspace, and nothing brings its changes back.
 * The stream has no event for it. The shard's primary refuses statements on such a table from the
 * switch on, and until the workflow is completed, reverse replication brings the changes back.
 */
final class MovedTables {

    /** Few rows: one for each switch. Only tables named in them are checked. */
    static final String JOURNALS = "select val from _vt.resharding_journal";

    static final String STREAMS = "select source from _vt.vreplication where state <> 'Stopped'";

    private static final Pattern TABLES = field("tables");
    private static final Pattern MATCH = field("match");

    /** vtgate waits for a moved table to come back, for longer than the question may take. */
    private static final List<String> DENIED =
            List.of("enforce denied tables", "DEADLINE_EXCEEDED");

    private MovedTables() {}

    private static Pattern field(String name) {
        return Pattern.compile("\\b" + name + ":\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"");
    }

    /**
     * The first table that is gone: checking for one takes as long as a question may.
     *
     * @param ask runs a statement on the shard's primary
     */
    static List<FoundRisk> find(
            Shard shard, Collection<String> tables, Function<String, List<List<String>>> ask) {
        List<List<String>> journals = ask.apply(JOURNALS);
        List<String> switched =
                tables.stream().filter(table -> names(journals, TABLES, table)).toList();
        if (switched.isEmpty()) {
            return List.of();
        }
        List<List<String>> streams = ask.apply(STREAMS);
        return switched.stream()
                .filter(table -> !names(streams, MATCH, table))
                .filter(table -> isDenied(table, ask))
                .map(table -> gone(shard, table))
                .limit(1)
                .toList();
    }

    /** Whether a message that Vitess stored as text names the table. */
    private static boolean names(List<List<String>> texts, Pattern field, String table) {
        return texts.stream()
                .flatMap(row -> field.matcher(row.get(0)).results())
                .anyMatch(match -> unescaped(match.group(1)).equals(table));
    }

    private static String unescaped(String text) {
        try {
            return TextFormat.unescapeBytes(text).toStringUtf8();
        } catch (TextFormat.InvalidEscapeSequenceException e) {
            throw new VitessException("Vitess has stored a name that cannot be read: " + text, e);
        }
    }

    private static boolean isDenied(String table, Function<String, List<List<String>>> ask) {
        try {
            ask.apply("select 1 from `" + table.replace("`", "``") + "` limit 0");
            return false;
        } catch (VitessException failure) {
            if (DENIED.stream().anyMatch(failure.getMessage()::contains)) {
                return true;
            }
            throw failure;
        }
    }

    private static FoundRisk gone(Shard shard, String table) {
        return new FoundRisk(
                Risk.MOVED_TABLES,
                String.format(
                        "MoveTables has moved table '%s' of shard %s to another keyspace, and no"
                                + " reverse replication brings its changes: stop with a savepoint,"
                                + " remove the table from 'table-name' (tableList) and restore",
                        table, shard));
    }
}
