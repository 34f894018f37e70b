// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The condition in a table's rule: comparisons of columns with literals, joined by AND.
 *
 * <p>Compares as the log of Vitess does. MySQL, which reads for the copy, ignores trailing blanks
 * in some collations; no condition that tells texts but by = and IN is the same in both.
 */
final class RowFilter {
    private static final String OPERATOR = "<=>|<=|>=|!=|<>|=|<|>|not in|in|not like|like";
    private static final Pattern COMPARISON =
            pattern("(`[^`]+`|[\\w.]+)\\s*(" + OPERATOR + ")\\s*(.+)");
    private static final Pattern IS = pattern("(`[^`]+`|[\\w.]+)\\s+is\\s+(not\\s+)?null");
    private static final Pattern BETWEEN =
            pattern("(`[^`]+`|[\\w.]+)\\s+(not\\s+)?between\\s+(.+)\\s+and\\s+(.+)");
    private static final Pattern LITERAL = pattern(Literal.PATTERN);
    private static final Pattern ITEM =
            pattern("\\s*(null|-?(?:" + Literal.PATTERN + "))\\s*(?=,|\\z)");

    /** Words and signs, so that an AND or a comma inside a text is none. */
    private static final Pattern TOKEN = pattern("'(?:[^'\\\\]|''|\\\\.)*'|`[^`]+`|[\\w.]+|\\S");

    private final List<Predicate<RowValues>> conditions;

    private RowFilter(List<Predicate<RowValues>> conditions) {
        this.conditions = conditions;
    }

    /** Lets all rows through. */
    static RowFilter none() {
        return new RowFilter(List.of());
    }

    /** The condition after WHERE. */
    static RowFilter parse(String where, TableDefinition table) {
        return new RowFilter(
                parts(where).stream().map(condition -> condition(condition, table)).toList());
    }

    boolean test(RowValues row) {
        return row != null && conditions.stream().allMatch(condition -> condition.test(row));
    }

    /** Of an UPDATE, one image is enough. */
    boolean test(LogEntry.Change change) {
        return test(change.before()) || test(change.after());
    }

    /** Cuts at each AND outside of parentheses that is not part of a BETWEEN. */
    private static List<String> parts(String where) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        boolean between = false;
        Matcher token = TOKEN.matcher(where);
        while (token.find()) {
            switch (token.group().toLowerCase(Locale.ROOT)) {
                case "(" -> depth++;
                case ")" -> depth--;
                case "between" -> between = true;
                case "or" -> throw refused("unsupported constraint: " + where);
                case "and" -> {
                    if (depth == 0 && !between) {
                        parts.add(where.substring(start, token.start()));
                        start = token.end();
                    }
                    between = false;
                }
                default -> {}
            }
        }
        parts.add(where.substring(start));
        return parts.stream().map(String::strip).flatMap(RowFilter::unwrapped).toList();
    }

    private static Stream<String> unwrapped(String part) {
        return part.startsWith("(") && part.endsWith(")")
                ? parts(part.substring(1, part.length() - 1)).stream()
                : Stream.of(part);
    }

    private static Predicate<RowValues> condition(String text, TableDefinition table) {
        Matcher is = IS.matcher(text);
        if (is.matches()) {
            int column = column(is.group(1), table);
            boolean not = is.group(2) != null;
            return row -> (row.get(column) != null) == not;
        }
        Matcher between = BETWEEN.matcher(text);
        if (between.matches()) {
            Predicate<RowValues> from =
                    compare(table, between.group(1), literal(between.group(3)), o -> o >= 0);
            Predicate<RowValues> to =
                    compare(table, between.group(1), literal(between.group(4)), o -> o <= 0);
            Predicate<RowValues> both = from.and(to);
            int column = column(between.group(1), table);
            return between.group(2) == null
                    ? both
                    : row -> row.get(column) != null && !both.test(row);
        }
        Matcher comparison = COMPARISON.matcher(text);
        if (!comparison.matches()) {
            throw refused("unsupported constraint: " + text);
        }
        return comparison(comparison, table);
    }

    private static Predicate<RowValues> comparison(Matcher text, TableDefinition table) {
        String operator = text.group(2).toLowerCase(Locale.ROOT);
        if (operator.equals("in")) {
            return in(table, text.group(1), text.group(3));
        }
        IntPredicate orders =
                switch (operator) {
                    case "=" -> order -> order == 0;
                    case "!=", "<>" -> order -> order != 0;
                    case "<" -> order -> order < 0;
                    case "<=" -> order -> order <= 0;
                    case ">" -> order -> order > 0;
                    case ">=" -> order -> order >= 0;
                    default -> throw refused("comparison operator " + operator + " not supported");
                };
        return compare(table, text.group(1), literal(text.group(3)), orders);
    }

    private static Predicate<RowValues> in(TableDefinition table, String column, String list) {
        if (!list.startsWith("(") || !list.endsWith(")")) {
            throw refused("unexpected: " + column + " in " + list);
        }
        Matcher item = ITEM.matcher(list.substring(1, list.length() - 1));
        Predicate<RowValues> any = row -> false;
        while (item.lookingAt()) {
            if (!item.group(1).equalsIgnoreCase("null")) {
                Literal literal = Literal.parse(item.group(1));
                any = any.or(compare(table, column, literal, order -> order == 0));
            }
            if (item.end() == item.regionEnd()) {
                return any;
            }
            item.region(item.end() + 1, item.regionEnd());
        }
        throw refused("unexpected: " + column + " in " + list);
    }

    private static Literal literal(String text) {
        String stripped = text.strip();
        if (!LITERAL.matcher(stripped).matches()) {
            throw refused("unexpected: " + stripped);
        }
        return Literal.parse(stripped);
    }

    private static Predicate<RowValues> compare(
            TableDefinition table, String name, Literal literal, IntPredicate orders) {
        int column = column(name, table);
        ColumnDefinition definition = table.columns().get(column);
        return row -> {
            byte[] value = row.get(column);
            return value != null && orders.test(literal.order(definition, value));
        };
    }

    private static int column(String name, TableDefinition table) {
        if (name.contains(".") && !name.startsWith("`")) {
            throw refused("unsupported qualifier for column: " + name);
        }
        return FilterRules.column(name, table);
    }

    private static StreamFailure refused(String message) {
        return StreamFailure.ofTablet(Status.Code.UNKNOWN, message);
    }

    private static Pattern pattern(String expression) {
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }
}
