// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.flink.annotation.Internal;

/**
 * Which tables of the keyspace are captured.
 *
 * @param patterns table names, or regular expressions that match whole names; at least one
 * @param excluded the same for tables that are left out although a pattern selects them
 * @param scanNewlyAdded whether a restored or running job copies tables that it did not capture
 *     before
 * @param resnapshot the tables that a restored job copies again
 * @param acceptedRisks the risks that are no reason to refuse a table
 */
@Internal
public record TableSelection(
        List<String> patterns,
        List<String> excluded,
        boolean scanNewlyAdded,
        Resnapshot resnapshot,
        Set<Risk> acceptedRisks)
        implements Serializable {

    /** A comma that is no part of a quantifier, as in {@code {1,3}}. */
    private static final Pattern OUTSIDE_BRACES = Pattern.compile(",(?![^{]*})");

    public TableSelection {
        patterns = List.copyOf(patterns);
        excluded = List.copyOf(excluded);
        acceptedRisks = Set.copyOf(acceptedRisks);
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException(
                    "No table is selected: set 'table-name' (tableList)");
        }
        requireRegularExpressions("'table-name' (tableList)", patterns);
        requireRegularExpressions("'table-name.exclude' (tableExcludeList)", excluded);
        requireRegularExpressions(
                "'scan.resnapshot.tables' (scanResnapshotTables)", resnapshot.patterns());
    }

    private static void requireRegularExpressions(String option, Collection<String> patterns) {
        for (String pattern : patterns) {
            try {
                Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        option
                                + " is no regular expression; write \\Q before and \\E after a"
                                + " name with special characters: "
                                + e.getMessage(),
                        e);
            }
        }
    }

    /** All tables that the patterns select, if they have no risk. */
    public TableSelection(List<String> patterns, boolean scanNewlyAdded) {
        this(patterns, List.of(), scanNewlyAdded, Resnapshot.none(), Set.of());
    }

    /**
     * The selected tables among those that exist.
     *
     * @throws IllegalArgumentException if a pattern matches none
     */
    public List<String> resolve(String keyspace, Collection<String> existing) {
        for (String pattern : patterns) {
            if (matches(pattern, existing).isEmpty()) {
                throw new IllegalArgumentException(noTable(keyspace, pattern, existing));
            }
        }
        requireExclusionsWithoutComma(existing);
        List<String> selected = selectedOf(keyspace, existing);
        if (selected.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(
                            "'table-name.exclude' (tableExcludeList) leaves out all tables of"
                                    + " keyspace '%s' that match 'table-name' (tableList): change"
                                    + " one of them. Its tables are %s.",
                            keyspace, new TreeSet<>(existing)));
        }
        return selected;
    }

    private static String noTable(String keyspace, String pattern, Collection<String> existing) {
        return String.format(
                "Keyspace '%s' has no table that matches '%s': change 'table-name' (tableList).%s"
                        + " Its tables are %s.",
                keyspace, pattern, hint(pattern), new TreeSet<>(existing));
    }

    /** What matches nothing is no error, as for tables that come and go; a list with commas is. */
    private void requireExclusionsWithoutComma(Collection<String> existing) {
        for (String pattern : excluded) {
            if (OUTSIDE_BRACES.matcher(pattern).find() && matches(pattern, existing).isEmpty()) {
                throw new IllegalArgumentException(
                        String.format(
                                "'%s' in 'table-name.exclude' (tableExcludeList) matches no table,"
                                        + " and has a comma: separate tables by semicolons in SQL,"
                                        + " or give each as an argument of tableExcludeList",
                                pattern));
            }
        }
    }

    /** A comma is part of some regular expressions, and of some names; here it matched nothing. */
    private static String hint(String pattern) {
        return pattern.contains(",")
                ? " It has a comma: separate tables by semicolons in SQL, or give each as an"
                        + " argument of tableList."
                : "";
    }

    /**
     * Vitess' own tools fail on a backquote, its streams have no row of a table {@code dual}, and a
     * rule whose name begins with a slash is a regular expression for other tables.
     */
    private static void requireReadable(String keyspace, String table) {
        if (table.contains("`") || table.startsWith("/") || table.equalsIgnoreCase("dual")) {
            throw new IllegalArgumentException(
                    String.format(
                            "Vitess cannot stream table '%s' of keyspace '%s', as it takes 'dual' for"
                                    + " MySQL's own table and a name that begins with a slash for a"
                                    + " regular expression, and cannot read names with a backquote:"
                                    + " rename it, or leave it out of 'table-name' (tableList)",
                            table, keyspace));
        }
    }

    /**
     * The selected tables of a restored job.
     *
     * @param captured the tables that it captured before
     * @param existing asks for the tables that exist; only if new ones are to be captured
     * @throws IllegalArgumentException if a pattern matches none
     */
    public List<String> resolveRestored(
            String keyspace, Collection<String> captured, Supplier<List<String>> existing) {
        if (scanNewlyAdded) {
            return resolve(keyspace, existing.get());
        }
        for (String pattern : patterns) {
            if (matches(pattern, captured).isEmpty()) {
                throw new IllegalArgumentException(
                        String.format(
                                "'%s' in 'table-name' (tableList) matches none of the tables %s of"
                                        + " keyspace '%s' that the restored job captured: set"
                                        + " 'scan.newly-added-table.enabled' to copy new tables, or"
                                        + " change it back.%s",
                                pattern, new TreeSet<>(captured), keyspace, hint(pattern)));
            }
        }
        return resolve(keyspace, captured);
    }

    /**
     * The selected tables among those that exist; none if there is none.
     *
     * @throws IllegalArgumentException if Vitess cannot stream one of them
     */
    public List<String> selectedOf(String keyspace, Collection<String> existing) {
        SortedSet<String> selected = new TreeSet<>();
        patterns.forEach(pattern -> selected.addAll(matches(pattern, existing)));
        excluded.forEach(pattern -> selected.removeAll(matches(pattern, existing)));
        selected.forEach(table -> requireReadable(keyspace, table));
        return new ArrayList<>(selected);
    }

    /** The tables that a pattern matches. */
    static List<String> matches(String pattern, Collection<String> existing) {
        if (existing.contains(pattern)) {
            return List.of(pattern);
        }
        Pattern compiled = Pattern.compile(pattern);
        return existing.stream().filter(table -> compiled.matcher(table).matches()).toList();
    }
}
