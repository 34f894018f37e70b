// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.vitess.config.Risk;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.position.Shard;
import org.junit.jupiter.api.Test;

/** What answers mean; that a real server gives them is shown end to end. */
class TableRisksTest {

    private static final Shard SHARD = new Shard("shop", "-80");

    private final Map<String, List<List<String>>> answers = new HashMap<>();

    @Test
    void aTableWithoutANotNullColumnIsARisk() {
        answers.put(
                TableRisks.WITHOUT_NOT_NULL, List.of(List.of("orders"), List.of("not_captured")));

        assertThat(find(List.of()))
                .containsExactly(
                        new FoundRisk(
                                Risk.ALL_NULL_ROWS,
                                "Table 'orders' of shard shop/-80 has no NOT NULL column, and Vitess"
                                        + " sends no insert and no delete of a row that is all NULL:"
                                        + " make a column NOT NULL, leave the table out"));
    }

    @Test
    void foreignKeysThatInnoDbCarriesOutAreARisk() {
        answers.put(TableRisks.FOREIGN_KEY_ACTIONS, List.of(List.of("orders", "orders_fk")));

        assertThat(find(List.of()))
                .as("MySQL 8")
                .extracting(FoundRisk::risk)
                .containsExactly(Risk.FOREIGN_KEY_ACTIONS);
        answers.put(
                TableRisks.NATIVE_FOREIGN_KEYS,
                List.of(List.of("innodb_native_foreign_keys", "ON")));
        assertThat(find(List.of()))
                .as("ON")
                .extracting(FoundRisk::message)
                .singleElement()
                .asString()
                .contains("'orders_fk'", "'orders'", "shop/-80");
        answers.put(
                TableRisks.NATIVE_FOREIGN_KEYS,
                List.of(List.of("innodb_native_foreign_keys", "OFF")));
        assertThat(find(List.of())).as("the server logs them").isEmpty();
    }

    @Test
    void foreignKeysOfOtherTablesAreNone() {
        answers.put(TableRisks.FOREIGN_KEY_ACTIONS, List.of(List.of("not_captured", "fk")));

        assertThat(find(List.of())).isEmpty();
    }

    @Test
    void labelsWithQuestionMarksAreARiskOfColumnsThatAreRead() {
        answers.put(
                TableRisks.LABELS_WITH_QUESTION_MARKS,
                List.of(List.of("orders", "Mood", "enum('?','b')")));

        assertThat(find(List.of("id"))).isEmpty();
        assertThat(find(List.of("mood")))
                .singleElement()
                .satisfies(
                        found -> {
                            assertThat(found.risk()).isEqualTo(Risk.UNCLEAR_LABELS);
                            assertThat(found.message())
                                    .contains("Column 'Mood' of table 'orders'", "enum('?','b')");
                        });
        assertThat(find(List.of())).hasSize(1);
    }

    @Test
    void whatIsNotAcceptedIsRefusedWithTheOptionThatAcceptsIt() {
        FoundRisk found = new FoundRisk(Risk.UNCLEAR_LABELS, "It is unclear: change it");

        assertThatThrownBy(
                        () -> FoundRisk.requireAccepted(List.of(found), Set.of(Risk.ALL_NULL_ROWS)))
                .isInstanceOf(VitessException.class)
                .hasMessage(
                        "It is unclear: change it, or accept this with 'scan.accepted-risks' ="
                                + " 'unclear-labels' (scanAcceptedRisks)");
        assertThatCode(
                        () ->
                                assertThat(
                                                FoundRisk.requireAccepted(
                                                        List.of(found),
                                                        Set.of(Risk.UNCLEAR_LABELS)))
                                        .containsExactly(found))
                .doesNotThrowAnyException();
    }

    private List<FoundRisk> find(List<String> columns) {
        RowSelection rows = new RowSelection(columns, "", false, Long.MAX_VALUE);
        return TableRisks.find(
                SHARD, List.of("orders"), rows, sql -> answers.getOrDefault(sql, List.of()));
    }
}
