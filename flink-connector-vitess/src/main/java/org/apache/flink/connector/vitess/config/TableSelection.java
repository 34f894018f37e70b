// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.flink.annotation.Internal;

/**
 * Which tables of the keyspace are captured.
 *
 * @param patterns table names, or regular expressions that match whole names; at least one
 */
@Internal
public record TableSelection(List<String> patterns) implements Serializable {

    public TableSelection {
        patterns = List.copyOf(patterns);
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException(
                    "No table is selected: set 'table-name' (tableList)");
        }
        for (String pattern : patterns) {
            try {
                Pattern.compile(pattern);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "'table-name' (tableList) is no regular expression: " + e.getMessage(), e);
            }
        }
    }

    /**
     * The selected tables among those that exist.
     *
     * @throws IllegalArgumentException if a pattern matches none
     */
    public List<String> resolve(String keyspace, Collection<String> existing) {
        SortedSet<String> selected = new TreeSet<>();
        for (String pattern : patterns) {
            List<String> matches = matches(pattern, existing);
            if (matches.isEmpty()) {
                throw new IllegalArgumentException(
                        String.format(
                                "Keyspace '%s' has no table that matches '%s': change 'table-name' (tableList)."
                                        + " Its tables are %s.",
                                keyspace, pattern, new TreeSet<>(existing)));
            }
            selected.addAll(matches);
        }
        return new ArrayList<>(selected);
    }

    private static List<String> matches(String pattern, Collection<String> existing) {
        if (existing.contains(pattern)) {
            return List.of(pattern);
        }
        Pattern compiled = Pattern.compile(pattern);
        return existing.stream().filter(table -> compiled.matcher(table).matches()).toList();
    }
}
