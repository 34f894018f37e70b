// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.EQUALS;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.GREATER_THAN;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.GREATER_THAN_OR_EQUAL;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.IS_NOT_NULL;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.IS_NULL;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.LESS_THAN;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.LESS_THAN_OR_EQUAL;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.NOT_EQUALS;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.OR;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/**
 * Translates a condition of SQL to a VStream rule, if that can express it and the rule selects at
 * least the rows that Flink would. Flink evaluates the condition again: of an update both rows come
 * if either fulfils it.
 *
 * @param tables the tables as MySQL declares them; the rule has to be correct for all of them
 */
record PushedCondition(List<TableSchema> tables) {

    private static final Map<FunctionDefinition, String> OPERATORS =
            Map.of(
                    EQUALS, "=",
                    NOT_EQUALS, "<>",
                    LESS_THAN, "<",
                    LESS_THAN_OR_EQUAL, "<=",
                    GREATER_THAN, ">",
                    GREATER_THAN_OR_EQUAL, ">=");

    /** Where the field is on the right: {@code 5 < id}. */
    private static final Map<FunctionDefinition, FunctionDefinition> MIRRORED =
            Map.of(
                    EQUALS, EQUALS,
                    NOT_EQUALS, NOT_EQUALS,
                    LESS_THAN, GREATER_THAN,
                    LESS_THAN_OR_EQUAL, GREATER_THAN_OR_EQUAL,
                    GREATER_THAN, LESS_THAN,
                    GREATER_THAN_OR_EQUAL, LESS_THAN_OR_EQUAL);

    /**
     * Up to here vttablet's numbers, which are doubles where it compares with a text, are exact.
     */
    private static final BigDecimal EXACT = BigDecimal.valueOf(1L << 53);

    /** A comparison, the field on its left. */
    private record Comparison(FieldReferenceExpression field, FunctionDefinition op, Object value) {

        static Optional<Comparison> of(CallExpression call) {
            if (!OPERATORS.containsKey(call.getFunctionDefinition())) {
                return Optional.empty();
            }
            ResolvedExpression left = call.getResolvedChildren().get(0);
            ResolvedExpression right = call.getResolvedChildren().get(1);
            if (left instanceof FieldReferenceExpression field) {
                return of(field, call.getFunctionDefinition(), right);
            }
            return right instanceof FieldReferenceExpression field
                    ? of(field, MIRRORED.get(call.getFunctionDefinition()), left)
                    : Optional.empty();
        }

        private static Optional<Comparison> of(
                FieldReferenceExpression field, FunctionDefinition op, ResolvedExpression value) {
            return value instanceof ValueLiteralExpression literal
                    ? literal.getValueAs(Object.class).map(v -> new Comparison(field, op, v))
                    : Optional.empty();
        }
    }

    /** The condition in VStream's syntax; empty if only Flink can evaluate it. */
    Optional<String> of(ResolvedExpression condition) {
        if (!(condition instanceof CallExpression call)) {
            return Optional.empty();
        }
        FunctionDefinition function = call.getFunctionDefinition();
        if (function.equals(IS_NULL) || function.equals(IS_NOT_NULL)) {
            return nullCheck(call);
        }
        return function.equals(OR) ? in(call) : Comparison.of(call).flatMap(this::comparison);
    }

    private Optional<String> nullCheck(CallExpression call) {
        String check = call.getFunctionDefinition().equals(IS_NULL) ? " is null" : " is not null";
        return call.getResolvedChildren().get(0) instanceof FieldReferenceExpression field
                        && comparisonOf(field) != ServerComparison.NONE
                ? Optional.of(quoted(field) + check)
                : Optional.empty();
    }

    /** Flink's form of {@code IN}: equalities of one field. */
    private Optional<String> in(CallExpression or) {
        List<Comparison> equalities = new ArrayList<>();
        if (!collect(or, equalities)
                || equalities.stream().map(c -> c.field().getName()).distinct().count() != 1) {
            return Optional.empty();
        }
        FieldReferenceExpression field = equalities.get(0).field();
        List<Optional<String>> values =
                equalities.stream().map(c -> literal(comparisonOf(field), c.value())).toList();
        return values.stream().allMatch(Optional::isPresent)
                ? Optional.of(
                        values.stream()
                                .map(Optional::get)
                                .collect(Collectors.joining(", ", quoted(field) + " in (", ")")))
                : Optional.empty();
    }

    private static boolean collect(CallExpression call, List<Comparison> equalities) {
        if (call.getFunctionDefinition().equals(OR)) {
            return call.getResolvedChildren().stream()
                    .allMatch(
                            child ->
                                    child instanceof CallExpression part
                                            && collect(part, equalities));
        }
        Optional<Comparison> comparison = Comparison.of(call).filter(c -> c.op().equals(EQUALS));
        comparison.ifPresent(equalities::add);
        return comparison.isPresent();
    }

    private Optional<String> comparison(Comparison comparison) {
        ServerComparison how = comparisonOf(comparison.field());
        FunctionDefinition op = comparison.op();
        if (how == ServerComparison.TEXTS && !op.equals(EQUALS)) {
            return Optional.empty();
        }
        return literal(how, comparison.value())
                .flatMap(
                        literal ->
                                literal.startsWith("-")
                                        ? negative(comparison, how, literal)
                                        : Optional.of(
                                                quoted(comparison.field())
                                                        + " "
                                                        + OPERATORS.get(op)
                                                        + " "
                                                        + literal));
    }

    /** A rule has negative numbers in its {@code IN} only, but compares integers with texts too. */
    private static Optional<String> negative(
            Comparison comparison, ServerComparison how, String literal) {
        if (comparison.op().equals(EQUALS)) {
            return Optional.of(quoted(comparison.field()) + " in (" + literal + ")");
        }
        boolean exact =
                how == ServerComparison.INTEGERS
                        && new BigDecimal(literal).abs().compareTo(EXACT) <= 0;
        return exact && !comparison.op().equals(NOT_EQUALS)
                ? Optional.of(
                        "%s %s '%s'"
                                .formatted(
                                        quoted(comparison.field()),
                                        OPERATORS.get(comparison.op()),
                                        literal))
                : Optional.empty();
    }

    /** How all tables compare the field, if they do alike, and it is declared as what it is. */
    private ServerComparison comparisonOf(FieldReferenceExpression field) {
        Set<ServerComparison> all =
                tables.stream()
                        .map(table -> column(table, field.getName()))
                        .map(column -> column.map(ServerComparison::of))
                        .map(comparison -> comparison.orElse(ServerComparison.NONE))
                        .collect(Collectors.toSet());
        ServerComparison only = all.size() == 1 ? all.iterator().next() : ServerComparison.NONE;
        LogicalTypeRoot declared = field.getOutputDataType().getLogicalType().getTypeRoot();
        boolean alike =
                switch (only) {
                    case NONE -> false;
                    case TEXTS ->
                            declared.getFamilies().contains(LogicalTypeFamily.CHARACTER_STRING);
                    case INTEGERS, DECIMALS ->
                            declared.getFamilies().contains(LogicalTypeFamily.EXACT_NUMERIC);
                };
        return alike ? only : ServerComparison.NONE;
    }

    private static Optional<Column> column(TableSchema table, String name) {
        return table.columns().stream().filter(column -> column.name().equals(name)).findFirst();
    }

    private static Optional<String> literal(ServerComparison how, Object value) {
        return switch (how) {
            case NONE -> Optional.empty();
            case TEXTS ->
                    value instanceof String text && text.indexOf('\\') < 0
                            ? Optional.of("'" + text.replace("'", "''") + "'")
                            : Optional.empty();
            case INTEGERS ->
                    number(value).filter(number -> number.scale() <= 0).map(PushedCondition::plain);
            case DECIMALS -> number(value).map(PushedCondition::plain);
        };
    }

    private static String plain(BigDecimal number) {
        return number.toPlainString();
    }

    private static Optional<BigDecimal> number(Object value) {
        boolean exact =
                value instanceof Byte
                        || value instanceof Short
                        || value instanceof Integer
                        || value instanceof Long
                        || value instanceof BigDecimal;
        return exact ? Optional.of(new BigDecimal(value.toString())) : Optional.empty();
    }

    private static String quoted(FieldReferenceExpression field) {
        return "`" + field.getName().replace("`", "``") + "`";
    }
}
