// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TableSelectionTest {

    private static final List<String> EXISTING = List.of("orders", "orders_old", "customer", "a.b");

    @Test
    void aNameSelectsThatTableAlone() {
        assertThat(resolve("orders")).containsExactly("orders");
    }

    @Test
    void aRegularExpressionMatchesWholeNames() {
        assertThat(resolve("orders.*")).containsExactly("orders", "orders_old");
        assertThat(resolve("orders|customer")).containsExactly("customer", "orders");
    }

    @Test
    void aNameThatLooksLikeAPatternSelectsTheTableOfThatName() {
        assertThat(resolve("a.b")).containsExactly("a.b");
    }

    @Test
    void aTableMatchedTwiceIsReadOnce() {
        assertThat(resolve("customer", "cust.*")).containsExactly("customer");
    }

    @Test
    void aPatternWithoutATableIsRefusedEvenBesideOthers() {
        assertThatThrownBy(() -> resolve("customer", "nope"))
                .hasMessageContaining("Keyspace 'shop' has no table that matches 'nope'")
                .hasMessageContaining("change 'table-name'")
                .hasMessageContaining("customer");
    }

    @Test
    void aPatternWithACommaIsPointedToTheSemicolon() {
        assertThatThrownBy(() -> resolve("orders,customer"))
                .hasMessageContaining("no table that matches 'orders,customer'")
                .hasMessageContaining("separate tables by semicolons");
        assertThatThrownBy(() -> resolve("nope")).hasMessageNotContaining("semicolons");
        assertThatThrownBy(() -> restored("orders,customer"))
                .hasMessageContaining("that the restored job captured")
                .hasMessageContaining("separate tables by semicolons");
        assertThatThrownBy(() -> restored("nope")).hasMessageNotContaining("semicolons");
    }

    @Test
    void aCommaBelongsToRegularExpressionsAndNames() {
        assertThat(resolve("orders(_old){0,1}")).containsExactly("orders", "orders_old");
        assertThat(new TableSelection(List.of("a,b"), false).resolve("shop", List.of("a,b", "a")))
                .containsExactly("a,b");
    }

    @Test
    void excludedTablesWithACommaArePointedToTheSemicolonIfTheyExcludeNothing() {
        assertThatThrownBy(() -> without("orders,customer"))
                .hasMessageContaining("'orders,customer' in 'table-name.exclude'")
                .hasMessageContaining("separate tables by semicolons");
        assertThat(without("_(gho|ghc)")).containsExactly("a", "b,c");
        assertThat(without("x{1,3}")).containsExactly("a", "b,c");
        assertThat(without("b,c")).containsExactly("a");
    }

    private static List<String> without(String excluded) {
        return new TableSelection(
                        List.of(".*"), List.of(excluded), false, Resnapshot.none(), Set.of())
                .resolve("shop", List.of("a", "b,c"));
    }

    private static List<String> restored(String pattern) {
        return new TableSelection(List.of(pattern), false)
                .resolveRestored("shop", List.of("orders", "customer"), NOT_ASKED);
    }

    @Test
    void excludedTablesAreLeftOutByNameAndByRegularExpression() {
        assertThat(excluding("orders_old", "a.b").resolve("shop", EXISTING))
                .containsExactly("customer", "orders");
        assertThat(excluding("orders.+", "none.*").resolve("shop", EXISTING))
                .containsExactly("a.b", "customer", "orders");
        assertThat(
                        excluding("orders_old")
                                .resolveRestored(
                                        "shop", List.of("orders", "orders_old"), NOT_ASKED))
                .containsExactly("orders");
    }

    @Test
    void anExclusionOfAllTablesAndABrokenOneAreRefused() {
        assertThatThrownBy(() -> excluding(".*").resolve("shop", EXISTING))
                .hasMessageContaining("'table-name.exclude' (tableExcludeList) leaves out all")
                .hasMessageContaining("keyspace 'shop'")
                .hasMessageContaining("orders_old");
        assertThatThrownBy(() -> excluding("a("))
                .hasMessageContaining("'table-name.exclude' (tableExcludeList) is no regular");
    }

    private static TableSelection excluding(String... excluded) {
        return new TableSelection(
                List.of(".*"), List.of(excluded), false, Resnapshot.none(), Set.of());
    }

    @Test
    void nothingSelectedAndABrokenPatternAreRefused() {
        assertThatThrownBy(() -> new TableSelection(List.of(), false))
                .hasMessageContaining("table-name");
        assertThatThrownBy(() -> new TableSelection(List.of("a("), false))
                .hasMessageContaining("table-name");
    }

    @Test
    void aNameThatIsNoRegularExpressionCanBeQuoted() {
        assertThatThrownBy(() -> new TableSelection(List.of("a[b"), false))
                .hasMessageContaining("write \\Q before and \\E after a name");
        assertThat(new TableSelection(List.of("\\Qa[b\\E"), false).resolve("shop", List.of("a[b")))
                .containsExactly("a[b");
    }

    @Test
    void tablesThatVitessDoesNotStreamAreRefusedWithTheReason() {
        for (String table : List.of("dual", "DUAL", "a`b", "/a", "/.*/")) {
            assertThatThrownBy(
                            () ->
                                    new TableSelection(List.of(".*"), false)
                                            .resolve("shop", List.of("orders", table)))
                    .hasMessageContaining("Vitess cannot stream table '" + table + "'")
                    .hasMessageContaining("rename it");
        }
    }

    @Test
    void aRestoredJobKeepsToItsTables() {
        TableSelection selection = new TableSelection(List.of("order.*"), false);

        assertThat(selection.resolveRestored("shop", List.of("customer", "orders"), NOT_ASKED))
                .as("customer is no longer wanted")
                .containsExactly("orders");
        assertThatThrownBy(() -> selection.resolveRestored("shop", List.of("customer"), NOT_ASKED))
                .hasMessageContaining("'order.*'")
                .hasMessageContaining("[customer]")
                .hasMessageContaining("'scan.newly-added-table.enabled'");
    }

    @Test
    void aRestoredJobTakesNewTablesWhereItIsAllowed() {
        TableSelection selection = new TableSelection(List.of("order.*"), true);

        assertThat(
                        selection.resolveRestored(
                                "shop", List.of("orders"), () -> List.of("orders", "orders_old")))
                .containsExactly("orders", "orders_old");
    }

    private static final Supplier<List<String>> NOT_ASKED =
            () -> {
                throw new AssertionError("vtgate was asked for tables");
            };

    private static List<String> resolve(String... patterns) {
        return new TableSelection(List.of(patterns), false).resolve("shop", EXISTING);
    }
}
