// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.connector.vitess.config.Risk;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.position.Shard;

/**
 * The questions that show beforehand, by one shard's MySQL, that the stream will lack changes of a
 * table or show them incorrectly, and what the answers mean.
 */
final class TableRisks {

    /** vttablet sends nothing of a row image without bytes, as that of a row of NULLs is. */
    static final String WITHOUT_NOT_NULL =
            "select t.table_name from information_schema.tables t"
                    + " where t.table_schema = database() and t.table_type = 'BASE TABLE'"
                    + " and not exists (select 1 from information_schema.columns c"
                    + " where c.table_schema = t.table_schema and c.table_name = t.table_name"
                    + " and c.is_nullable = 'NO')";

    static final String FOREIGN_KEY_ACTIONS =
            "select table_name, constraint_name from information_schema.referential_constraints"
                    + " where constraint_schema = database()"
                    + " and (update_rule in ('CASCADE', 'SET NULL')"
                    + " or delete_rule in ('CASCADE', 'SET NULL'))";

    /** From MySQL 9.6 on; if it is OFF, the server carries foreign keys out and logs all of it. */
    static final String NATIVE_FOREIGN_KEYS =
            "show global variables like 'innodb_native_foreign_keys'";

    /** MySQL shows labels in utf8mb3, so only these character sets can have others. */
    static final String LABELS_WITH_QUESTION_MARKS =
            "select table_name, column_name, column_type from information_schema.columns"
                    + " where table_schema = database() and data_type in ('enum', 'set')"
                    + " and character_set_name in ('utf8mb4', 'utf16', 'utf16le', 'utf32', 'gb18030')"
                    + " and column_type like '%?%'";

    private final Shard shard;
    private final Collection<String> tables;
    private final Function<String, List<List<String>>> ask;

    private TableRisks(
            Shard shard, Collection<String> tables, Function<String, List<List<String>>> ask) {
        this.shard = shard;
        this.tables = tables;
        this.ask = ask;
    }

    /**
     * What is found of the tables.
     *
     * @param rows what is read of them
     * @param ask runs a statement on the shard
     */
    static List<FoundRisk> find(
            Shard shard,
            Collection<String> tables,
            RowSelection rows,
            Function<String, List<List<String>>> ask) {
        TableRisks risks = new TableRisks(shard, tables, ask);
        List<FoundRisk> found = new ArrayList<>();
        BinlogSettings.problems(shard, ask.apply(BinlogSettings.STATEMENT))
                .forEach(problem -> found.add(new FoundRisk(Risk.PARTIAL_ROW_IMAGES, problem)));
        found.addAll(risks.allNullRows());
        found.addAll(risks.foreignKeyActions());
        found.addAll(risks.unclearLabels(rows));
        return found;
    }

    private List<FoundRisk> allNullRows() {
        return captured(WITHOUT_NOT_NULL).stream()
                .map(
                        row ->
                                found(
                                        Risk.ALL_NULL_ROWS,
                                        "Table '%s' of shard %s has no NOT NULL column, and Vitess"
                                                + " sends no insert and no delete of a row that is all"
                                                + " NULL: make a column NOT NULL, leave the table out",
                                        row.get(0),
                                        shard))
                .toList();
    }

    private List<FoundRisk> foreignKeyActions() {
        List<List<String>> actions = captured(FOREIGN_KEY_ACTIONS);
        if (actions.isEmpty() || isLogged(ask.apply(NATIVE_FOREIGN_KEYS))) {
            return List.of();
        }
        return actions.stream()
                .map(
                        row ->
                                found(
                                        Risk.FOREIGN_KEY_ACTIONS,
                                        "Foreign key '%s' changes table '%s' of shard %s by CASCADE"
                                                + " or SET NULL, which MySQL carries out without"
                                                + " logging it: change it to RESTRICT, run MySQL"
                                                + " 9.6 or later without"
                                                + " innodb_native_foreign_keys, leave the table"
                                                + " out",
                                        row.get(1),
                                        row.get(0),
                                        shard))
                .toList();
    }

    private static boolean isLogged(List<List<String>> nativeForeignKeys) {
        return nativeForeignKeys.stream().anyMatch(row -> row.get(1).equalsIgnoreCase("OFF"));
    }

    private List<FoundRisk> unclearLabels(RowSelection rows) {
        return captured(LABELS_WITH_QUESTION_MARKS).stream()
                .filter(row -> isRead(rows.columnsOf(row.get(0)), row.get(1)))
                .map(
                        row ->
                                found(
                                        Risk.UNCLEAR_LABELS,
                                        "Column '%s' of table '%s' of shard %s is %s, where MySQL"
                                                + " shows '?' for each character beyond U+FFFF and"
                                                + " Vitess sends that in place of the label: change"
                                                + " the label, leave the column out",
                                        row.get(1),
                                        row.get(0),
                                        shard,
                                        row.get(2)))
                .toList();
    }

    private static boolean isRead(List<String> selected, String column) {
        return selected.isEmpty() || selected.stream().anyMatch(column::equalsIgnoreCase);
    }

    private List<List<String>> captured(String statement) {
        return ask.apply(statement).stream().filter(row -> tables.contains(row.get(0))).toList();
    }

    private static FoundRisk found(Risk risk, String message, Object... arguments) {
        return new FoundRisk(risk, String.format(message, arguments));
    }
}
