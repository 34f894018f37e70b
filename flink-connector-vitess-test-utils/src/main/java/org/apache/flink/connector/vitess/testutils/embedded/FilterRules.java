// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.proto.binlogdata.Filter;
import org.apache.flink.connector.vitess.proto.binlogdata.Rule;

/**
 * Which tables a stream wants, and which of their columns and rows. The first rule that matches
 * wins.
 */
final class FilterRules {
    private static final Pattern SELECT =
            Pattern.compile(
                    "select\\s+(.+?)\\s+from\\s+(`[^`]+`|\\w+)(?:\\s+where\\s+(.+))?",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern COLUMN = Pattern.compile("`[^`]+`|\\w+");

    private final List<Rule> rules;
    private final boolean bestEffort;

    /**
     * What is wanted of a table.
     *
     * @param columns the indexes of the columns, in the wanted order
     * @param filter the condition of the rows
     */
    record Selection(int[] columns, RowFilter filter) {}

    FilterRules(Filter filter) {
        this.rules = filter.getRulesList();
        this.bestEffort = filter.getFieldEventMode() == Filter.FieldEventMode.BEST_EFFORT;
    }

    /** Whether columns that a tablet has no names for are sent without any. */
    boolean isBestEffort() {
        return bestEffort;
    }

    /** The copy, unlike the log, takes a table without a SELECT for all its columns. */
    FilterRules ofCopy() {
        Filter.Builder copied = Filter.newBuilder();
        for (Rule rule : rules) {
            boolean completes = isExact(rule) && rule.getFilter().isEmpty();
            String all = "select * from `" + rule.getMatch() + "`";
            copied.addRules(completes ? rule.toBuilder().setFilter(all).build() : rule);
        }
        return new FilterRules(copied.build());
    }

    /** The tables that are named, not matched by an expression. */
    List<String> exactTables() {
        return rules.stream().filter(FilterRules::isExact).map(Rule::getMatch).toList();
    }

    List<String> filters() {
        return rules.stream().map(Rule::getFilter).toList();
    }

    boolean matches(String table) {
        return ruleOf(table).isPresent();
    }

    /** The table that the rule for a wanted table selects from: itself, if the rule is correct. */
    String selectedTable(String table) {
        Matcher select = SELECT.matcher(ruleOf(table).orElseThrow().getFilter().strip());
        return select.matches() ? unquoted(select.group(2)) : table;
    }

    /** What is wanted of a table; empty if nothing is. */
    Optional<Selection> selectionOf(TableDefinition table) {
        return ruleOf(table.name()).map(rule -> selection(rule, table));
    }

    private Optional<Rule> ruleOf(String table) {
        return rules.stream().filter(rule -> matches(rule, table)).findFirst();
    }

    private static boolean isExact(Rule rule) {
        return !rule.getMatch().startsWith("/");
    }

    private static boolean matches(Rule rule, String table) {
        if (isExact(rule)) {
            return rule.getMatch().equals(table);
        }
        String expression = rule.getMatch().replaceAll("^/+", "").replaceAll("/+$", "");
        return Pattern.compile(expression).matcher(table).find();
    }

    private static Selection selection(Rule rule, TableDefinition table) {
        if (rule.getFilter().isEmpty() && isExact(rule)) {
            throw StreamFailure.ofTablet(Status.Code.INVALID_ARGUMENT, "Query was empty");
        }
        if (rule.getFilter().isEmpty()) {
            return new Selection(columns("*", table), RowFilter.none());
        }
        Matcher select = SELECT.matcher(rule.getFilter().strip());
        if (!select.matches()) {
            throw refused("unsupported: " + rule.getFilter());
        }
        if (!unquoted(select.group(2)).equals(table.name())) {
            throw refused(
                    "unsupported: select expression table %s does not match the table entry name %s"
                            .formatted(unquoted(select.group(2)), table.name()));
        }
        RowFilter filter =
                select.group(3) == null
                        ? RowFilter.none()
                        : RowFilter.parse(select.group(3), table);
        return new Selection(columns(select.group(1), table), filter);
    }

    private static int[] columns(String list, TableDefinition table) {
        if (list.equals("*")) {
            return IntStream.range(0, table.columns().size()).toArray();
        }
        List<Integer> columns = new ArrayList<>();
        for (String part : list.split(",")) {
            String column = part.strip();
            if (!COLUMN.matcher(column).matches()) {
                throw refused("unsupported: " + column.toLowerCase(Locale.ROOT));
            }
            columns.add(column(column, table));
        }
        return columns.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The index of a column, by its name as it is in a rule. */
    static int column(String name, TableDefinition table) {
        int index = table.indexOf(unquoted(name));
        if (index < 0 && table.columns().stream().allMatch(ColumnDefinition::isUnnamed)) {
            throw StreamFailure.ofTablet(
                    Status.Code.FAILED_PRECONDITION,
                    "cannot use column names in vstream filter as the current table schema for table %s is not compatible with the current event for this table in the stream"
                            .formatted(table.name()));
        }
        if (index < 0) {
            throw StreamFailure.ofTablet(
                    Status.Code.FAILED_PRECONDITION,
                    "column %s not found in table %s".formatted(unquoted(name), table.name()));
        }
        return index;
    }

    private static String unquoted(String name) {
        return name.replace("`", "");
    }

    private static StreamFailure refused(String message) {
        return StreamFailure.ofTablet(Status.Code.UNKNOWN, message);
    }
}
