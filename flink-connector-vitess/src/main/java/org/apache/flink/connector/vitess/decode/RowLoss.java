// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.regex.Pattern.DOTALL;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knows the statements by which captured rows go away without a DELETE each.
 *
 * <p>A table that is renamed is gone, too: MoveTables can leave it so. It is not gone when the same
 * statement gives its name to another table: so end online schema changes, with the same rows.
 */
final class RowLoss {

    /**
     * Texts and comments, in which words mean nothing; names in backquotes are kept, in group 1.
     */
    private static final Pattern QUOTED =
            Pattern.compile(
                    "(`[^`]*`)|'(?:[^'\\\\]++|\\\\.)*'|\"(?:[^\"\\\\]++|\\\\.)*\""
                            + "|/\\*.*?\\*/|(?:#|--\\s)[^\\n]*",
                    DOTALL);

    private static final Pattern WHOLE_TABLE =
            Pattern.compile("\\s*(truncate|drop\\s+tables?)\\b", CASE_INSENSITIVE);

    private static final Pattern RENAME =
            Pattern.compile("\\s*rename\\s+tables?\\b", CASE_INSENSITIVE);

    /** The table's name without its database, in one of two groups. */
    private static final String NAME = "(?:`([^`]+)`|([^\\s`.,]+))";

    private static final Pattern RENAMED =
            Pattern.compile(NAME + "\\s+to\\s+(?:[^\\s,]+?\\.)?" + NAME, CASE_INSENSITIVE);

    private static final Pattern ALTER =
            Pattern.compile(
                    "\\s*alter\\s+table\\b.*\\b(rename\\s+(?!column\\b|index\\b|key\\b)"
                            + "|(drop|truncate|exchange|discard)\\s+partition\\b).*",
                    CASE_INSENSITIVE | DOTALL);

    private RowLoss() {}

    /**
     * Whether rows of captured tables are lost.
     *
     * @param statement a DDL statement of one of these tables, as MySQL logged it
     */
    static boolean isCausedBy(String statement, Set<String> captured) {
        String plain =
                QUOTED.matcher(statement)
                        .replaceAll(
                                quoted ->
                                        quoted.group(1) == null
                                                ? " "
                                                : Matcher.quoteReplacement(quoted.group(1)));
        if (RENAME.matcher(plain).lookingAt()) {
            return renamesAway(plain, captured);
        }
        return WHOLE_TABLE.matcher(plain).lookingAt()
                || ALTER.matcher(plain.replaceAll("`[^`]*`", "`")).matches();
    }

    private static boolean renamesAway(String statement, Set<String> captured) {
        Set<String> gone = new HashSet<>();
        Set<String> given = new HashSet<>();
        for (Matcher pair = RENAMED.matcher(statement); pair.find(); ) {
            gone.add(pair.group(1) == null ? pair.group(2) : pair.group(1));
            given.add(pair.group(3) == null ? pair.group(4) : pair.group(3));
        }
        gone.removeAll(given);
        gone.retainAll(captured);
        return !gone.isEmpty();
    }
}
