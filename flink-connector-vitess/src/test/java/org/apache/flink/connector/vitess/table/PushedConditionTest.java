// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.AND;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.EQUALS;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.GREATER_THAN;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.IS_NOT_NULL;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.IS_NULL;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.LESS_THAN;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.LESS_THAN_OR_EQUAL;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.NOT_EQUALS;
import static org.apache.flink.table.functions.BuiltInFunctionDefinitions.OR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.expressions.CallExpression;
import org.apache.flink.table.expressions.FieldReferenceExpression;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.expressions.ValueLiteralExpression;
import org.apache.flink.table.functions.BuiltInFunctionDefinition;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each condition becomes for the server; what the server makes of it is in the contract. */
class PushedConditionTest {

    private static final int UTF8MB4 = 255;
    private static final int LATIN1 = 8;
    private static final int BINARY = 63;

    private static final TableSchema TABLE =
            new TableSchema(
                    "shop",
                    "a",
                    List.of(
                            column("i", MySqlType.INT64, "bigint", BINARY),
                            column("odd`name", MySqlType.INT32, "int", BINARY),
                            column("d", MySqlType.DECIMAL, "decimal(10,2)", BINARY),
                            column("v", MySqlType.VARCHAR, "varchar(20)", UTF8MB4),
                            column("l", MySqlType.VARCHAR, "varchar(20)", LATIN1),
                            column("t", MySqlType.TEXT, "text", UTF8MB4),
                            column("f", MySqlType.FLOAT32, "float", BINARY),
                            column("b", MySqlType.BIT, "bit(8)", BINARY)));

    private static final FieldReferenceExpression I = field("i", DataTypes.BIGINT());
    private static final FieldReferenceExpression D = field("d", DataTypes.DECIMAL(10, 2));
    private static final FieldReferenceExpression V = field("v", DataTypes.VARCHAR(20));

    static Stream<Arguments> conditions() {
        return Stream.of(
                pushed("`i` = 5", call(EQUALS, I, literal(5))),
                pushed("`i` > 5", call(LESS_THAN, literal(5), I)),
                pushed("`i` <> 5", call(NOT_EQUALS, I, literal(5L))),
                pushed(
                        "`odd``name` <= 5",
                        call(LESS_THAN_OR_EQUAL, field("odd`name", DataTypes.INT()), literal(5))),
                pushed("`i` in (-5)", call(EQUALS, I, literal(-5))),
                pushed("`i` > '-5'", call(GREATER_THAN, I, literal(-5))),
                pushed(
                        "`i` > '-9007199254740992'",
                        call(GREATER_THAN, I, literal(-9007199254740992L))),
                pushed(
                        "`i` in (1, -2, 3)",
                        call(
                                OR,
                                call(EQUALS, I, literal(1)),
                                call(EQUALS, I, literal(-2)),
                                call(EQUALS, literal(3), I))),
                pushed(
                        "`i` in (1, 2, 3)",
                        call(
                                OR,
                                call(OR, call(EQUALS, I, literal(1)), call(EQUALS, I, literal(2))),
                                call(EQUALS, I, literal(3)))),
                pushed("`i` is null", call(IS_NULL, I)),
                pushed("`v` is not null", call(IS_NOT_NULL, V)),
                pushed("`d` < 10.50", call(LESS_THAN, D, literal(new BigDecimal("10.50")))),
                pushed("`d` in (-0.5)", call(EQUALS, D, literal(new BigDecimal("-0.5")))),
                pushed("`v` = 'it''s'", call(EQUALS, V, literal("it's"))),
                pushed(
                        "`v` in ('a', '')",
                        call(OR, call(EQUALS, V, literal("a")), call(EQUALS, V, literal("")))));
    }

    /** Each of them loses rows or fails on the server; see ServerComparison and PushedCondition. */
    static Stream<ResolvedExpression> conditionsForFlinkAlone() {
        return Stream.of(
                call(GREATER_THAN, I, literal(-9007199254740993L)),
                call(NOT_EQUALS, I, literal(-5)),
                call(GREATER_THAN, D, literal(new BigDecimal("-0.5"))),
                call(EQUALS, I, literal(new BigDecimal("0.5"))),
                call(EQUALS, I, I),
                call(GREATER_THAN, V, literal("a")),
                call(NOT_EQUALS, V, literal("a")),
                call(EQUALS, V, literal("a\\b")),
                call(EQUALS, field("l", DataTypes.STRING()), literal("a")),
                call(EQUALS, field("t", DataTypes.STRING()), literal("a")),
                call(IS_NULL, field("t", DataTypes.STRING())),
                call(GREATER_THAN, field("f", DataTypes.FLOAT()), literal(0.5f)),
                call(EQUALS, field("b", DataTypes.BIGINT()), literal(1L)),
                call(EQUALS, field("i", DataTypes.STRING()), literal("5")),
                call(EQUALS, field("elsewhere", DataTypes.BIGINT()), literal(5)),
                call(OR, call(EQUALS, I, literal(1)), call(EQUALS, V, literal("a"))),
                call(OR, call(EQUALS, I, literal(1)), call(GREATER_THAN, I, literal(5))),
                call(
                        OR,
                        call(EQUALS, I, literal(1)),
                        call(AND, call(IS_NULL, I), call(IS_NULL, V))),
                I);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conditions")
    void isSaidInTheWordsOfARule(String rule, ResolvedExpression condition) {
        assertThat(new PushedCondition(List.of(TABLE)).of(condition)).contains(rule);
    }

    @ParameterizedTest
    @MethodSource("conditionsForFlinkAlone")
    void staysInFlinkWhereTheServerWouldTakeFewerRows(ResolvedExpression condition) {
        assertThat(new PushedCondition(List.of(TABLE)).of(condition)).isEmpty();
    }

    @Test
    void staysInFlinkIfOneOfTheTablesComparesInAnotherWay() {
        TableSchema other =
                new TableSchema(
                        "shop", "b", List.of(column("i", MySqlType.BIT, "bit(64)", BINARY)));

        assertThat(new PushedCondition(List.of(TABLE, other)).of(call(EQUALS, I, literal(5))))
                .isEmpty();
    }

    @Test
    void staysInFlinkIfTheTablesAreNotKnown() {
        assertThat(new PushedCondition(List.of()).of(call(EQUALS, I, literal(5)))).isEmpty();
    }

    private static Arguments pushed(String rule, ResolvedExpression condition) {
        return arguments(rule, condition);
    }

    private static Column column(String name, MySqlType type, String columnType, int collation) {
        return new Column(name, type, columnType, collation, false, false);
    }

    private static FieldReferenceExpression field(String name, DataType type) {
        return new FieldReferenceExpression(name, type, 0, 0);
    }

    private static ValueLiteralExpression literal(Object value) {
        return new ValueLiteralExpression(value);
    }

    private static CallExpression call(
            BuiltInFunctionDefinition function, ResolvedExpression... arguments) {
        return CallExpression.permanent(function, List.of(arguments), DataTypes.BOOLEAN());
    }
}
