// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.flink.connector.vitess.proto.binlogdata.Filter;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.testutils.embedded.AlterTable;
import org.apache.flink.connector.vitess.testutils.embedded.Collation;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows that are older than the tablet's schema: it reads them by the columns of now. */
abstract class AlteredTablesContract extends VStreamContract {
    private static final String SHARD = "-80";

    private final List<String> created = new ArrayList<>();

    /** A column of a definition without a name. */
    private static ColumnDefinition column(UnaryOperator<TableDefinition> definition) {
        return definition.apply(TableDefinition.of("")).columns().get(0);
    }

    AlteredTablesContract(ContractVitess vitess) {
        super(vitess);
    }

    /** A resharding wants the same tables in all shards. */
    @AfterEach
    void dropTables() {
        created.forEach(vitess::dropTable);
    }

    private void create(TableDefinition table) {
        vitess.createTable(table);
        created.add(table.name());
    }

    private static TableDefinition numbers(String table) {
        return TableDefinition.of(table).bigint("id").primaryKey().integer("a").integer("b");
    }

    private static AlterTable alter(TableDefinition table) {
        return AlterTable.of(table.name());
    }

    /** Inserts a row, alters its table, and returns where the shard was before both. */
    private String insertAndAlter(TableDefinition table, AlterTable statement, Object... row) {
        create(table);
        String start = currentPosition(SHARD);
        vitess.transaction(SHARD, tx -> tx.insert(table.name(), row));
        vitess.alter(SHARD, statement);
        return start;
    }

    private List<VEvent> read(Filter filter, String start) {
        return awaitGroups(stream(filter, flags(), from(SHARD, start)), 1).get(0);
    }

    /** As columns come without their names where the tablet does not know them. */
    private static Filter bestEffort(String table) {
        return tables(table).toBuilder()
                .setFieldEventMode(Filter.FieldEventMode.BEST_EFFORT)
                .build();
    }

    private static List<String> fields(List<VEvent> group) {
        return group.stream()
                .filter(VEvent::hasFieldEvent)
                .flatMap(event -> event.getFieldEvent().getFieldsList().stream())
                .map(AlteredTablesContract::describe)
                .toList();
    }

    private static String describe(Field field) {
        return "%s %s '%s' %d"
                .formatted(
                        field.getName(),
                        field.getType(),
                        field.getColumnType(),
                        field.getCharset());
    }

    private void assertFails(Filter filter, String start, String... texts) {
        String end = stream(filter, flags(), from(SHARD, start)).awaitEnd().getDescription();
        assertThat(end).contains(texts);
    }

    @Test
    void columnsAreNamedByTheirPlaceInTheTableOfNow() {
        TableDefinition table = numbers("alt_added");
        ColumnDefinition x = column(t -> t.integer("x"));
        String start = insertAndAlter(table, alter(table).addAfter("id", x), 1, 20, 200);

        List<VEvent> group = read(tables("alt_added"), start);

        assertThat(fields(group))
                .containsExactly("id INT64 'bigint' 63", "x INT32 'int' 63", "a INT32 'int' 63");
        assertThat(Events.rows(group)).containsExactly("log alt_added ->[1, 20, 200]");
    }

    @Test
    void aColumnListIsOfTheWrongNames() {
        TableDefinition table = numbers("alt_list");
        ColumnDefinition x = column(t -> t.integer("x"));
        String start = insertAndAlter(table, alter(table).addAfter("id", x), 1, 20, 200);
        Filter filter =
                tables().toBuilder()
                        .addRules(rule("alt_list", "select id, a from alt_list where a > 20"))
                        .build();

        assertThat(Events.rows(read(filter, start))).containsExactly("log alt_list ->[1, 200]");
    }

    @Test
    void namesThatWereSwappedAreSwapped() {
        TableDefinition table = numbers("alt_swapped");
        String start =
                insertAndAlter(table, alter(table).rename("a", "b").rename("b", "a"), 1, 20, 200);

        List<VEvent> group = read(tables("alt_swapped"), start);

        assertThat(fields(group))
                .containsExactly("id INT64 'bigint' 63", "b INT32 'int' 63", "a INT32 'int' 63");
        assertThat(Events.rows(group)).containsExactly("log alt_swapped ->[1, 20, 200]");
    }

    @Test
    void aMovedColumnGivesItsNameAndTypeToAnother() {
        TableDefinition table =
                TableDefinition.of("alt_moved").bigint("id").primaryKey().integer("a").bigint("b");
        String start =
                insertAndAlter(
                        table, alter(table).changeAfter("b", "id", table.column("b")), 1, 20, 200);

        assertThat(fields(read(tables("alt_moved"), start)))
                .containsExactly("id INT64 'bigint' 63", "b INT64 'bigint' 63", "a INT32 'int' 63");
    }

    @Test
    void aSignIsThatOfNow() {
        TableDefinition table =
                TableDefinition.of("alt_sign").bigint("id").primaryKey().integer("n").integer("m");
        ColumnDefinition unsigned =
                ColumnDefinition.of("n", Type.UINT32, "int unsigned", Collation.BINARY);
        create(table);
        String start = currentPosition(SHARD);
        vitess.transaction(SHARD, tx -> tx.insert("alt_sign", 1, -5, -5));
        vitess.transaction(SHARD, tx -> tx.delete("alt_sign", 1));
        vitess.alter(SHARD, alter(table).change("n", unsigned));

        List<VEvent> group = read(tables("alt_sign"), start);

        assertThat(fields(group))
                .containsExactly(
                        "id INT64 'bigint' 63", "n UINT32 'int unsigned' 63", "m INT32 'int' 63");
        assertThat(Events.rows(group)).containsExactly("log alt_sign ->[1, 4294967291, -5]");
    }

    private static TableDefinition labels(String table) {
        return TableDefinition.of(table)
                .bigint("id")
                .primaryKey()
                .enumeration("e", "a", "b", "c")
                .set("s", "a", "b", "c");
    }

    @Test
    void labelsAreThoseOfNow() {
        TableDefinition table = labels("alt_labels");
        AlterTable statement =
                alter(table)
                        .change("e", column(t -> t.enumeration("e", "z", "a", "b", "c")))
                        .change("s", column(t -> t.set("s", "c", "b", "a", "d")));
        String start = insertAndAlter(table, statement, 1, "b", "a,c");

        List<VEvent> group = read(tables("alt_labels"), start);

        assertThat(Events.rows(group)).containsExactly("log alt_labels ->[1, a, c,a]");
        assertThat(fields(group))
                .containsExactly(
                        "id INT64 'bigint' 63",
                        "e ENUM 'enum('z','a','b','c')' 255",
                        "s SET 'set('c','b','a','d')' 255");
    }

    @Test
    void aLabelBeyondThoseOfNowFailsTheStream() {
        TableDefinition table = labels("alt_fewer");
        create(table);
        String start = currentPosition(SHARD);
        vitess.transaction(SHARD, tx -> tx.insert("alt_fewer", 1, "c", "a"));
        vitess.transaction(SHARD, tx -> tx.delete("alt_fewer", 1));
        vitess.alter(SHARD, alter(table).change("e", column(t -> t.enumeration("e", "a", "b"))));

        assertFails(
                tables("alt_fewer"),
                start,
                "no string value found for ENUM column e in table alt_fewer -- with available"
                        + " values being: map[1:a 2:b] -- using the found integer value: 3\n",
                "failed to perform ENUM column integer to string value mapping");
    }

    @Test
    void aLabelThatBecameATextFailsTheStream() {
        TableDefinition table = labels("alt_text");
        String start =
                insertAndAlter(
                        table,
                        alter(table).change("e", column(t -> t.varchar("e", 10))),
                        1,
                        "c",
                        "a");

        assertFails(
                bestEffort("alt_text"),
                start,
                "\nfailed to build ENUM and SET column integer to string mappings",
                "\nfailed to build table replication plan for table alt_text");
    }

    @Test
    void theCharacterSetIsThatOfNowAndTheBytesAreThoseOfThen() {
        TableDefinition table =
                TableDefinition.of("alt_charset")
                        .bigint("id")
                        .primaryKey()
                        .varchar("v", 20)
                        .collated(Collation.LATIN1_SWEDISH_CI);
        String start =
                insertAndAlter(
                        table, alter(table).change("v", column(t -> t.varchar("v", 20))), 1, "abc");

        assertThat(fields(read(tables("alt_charset"), start)))
                .containsExactly("id INT64 'bigint' 63", "v VARCHAR 'varchar(20)' 255");
    }

    @Test
    void fewerColumnsFailTheStreamUnlessItWantsThemWithoutNames() {
        TableDefinition table =
                TableDefinition.of("alt_dropped")
                        .bigint("id")
                        .primaryKey()
                        .integer("a")
                        .varchar("v", 20)
                        .collated(Collation.LATIN1_SWEDISH_CI)
                        .varbinary("r", 8);
        String start = insertAndAlter(table, alter(table).drop("a"), 1, -20, "x", "y");

        assertFails(
                tables("alt_dropped"),
                start,
                "cannot determine table columns for alt_dropped: event has [8 3 15 15], schema has [",
                "\nfailed to build table replication plan for table alt_dropped");
        List<VEvent> group = read(bestEffort("alt_dropped"), start);
        assertThat(fields(group))
                .containsExactly(
                        "@1 INT64 '' 63", "@2 INT32 '' 63", "@3 VARCHAR '' 8", "@4 VARCHAR '' 63");
        assertThat(group.get(1).getFieldEvent().getFieldsList())
                .extracting(Field::getFlags)
                .containsExactly(32768, 32768, 0, 128);
        assertThat(group.get(1).getFieldEvent().getFields(1).getTable()).isEmpty();
        assertThat(Events.rows(group)).containsExactly("log alt_dropped ->[1, -20, x, y]");
    }

    @Test
    void columnsOfAnotherKindComeWithoutNames() {
        TableDefinition table =
                TableDefinition.of("alt_kind").bigint("id").primaryKey().integer("n");
        String start =
                insertAndAlter(
                        table, alter(table).change("n", column(t -> t.varchar("n", 20))), 1, -7);

        List<VEvent> group = read(tables("alt_kind"), start);

        assertThat(fields(group)).containsExactly("@1 INT64 '' 63", "@2 INT32 '' 63");
        assertThat(Events.rows(group)).containsExactly("log alt_kind ->[1, -7]");
        assertFails(
                tables().toBuilder().addRules(rule("alt_kind", "select id from alt_kind")).build(),
                start,
                "cannot use column names in vstream filter as the current table schema for table alt_kind is not compatible with the current event for this table in the stream");
    }

    @Test
    void labelsWithoutANameFailTheStream() {
        TableDefinition table = labels("alt_unnamed");
        String start = insertAndAlter(table, alter(table).drop("s"), 1, "b", "a");

        assertFails(
                bestEffort("alt_unnamed"),
                start,
                "enum or set column @2 does not have valid string values: \n",
                "failed to build ENUM and SET column integer to string mappings\n",
                "failed to build table replication plan for table alt_unnamed");
    }

    @Test
    void aTableThatWasSwappedGivesItsNamesToTheRowsBeforeIt() {
        TableDefinition table = numbers("alt_swap");
        TableDefinition ghost =
                TableDefinition.of("_alt_swap_gho")
                        .bigint("id")
                        .primaryKey()
                        .integer("x")
                        .integer("a")
                        .integer("b");
        create(table);
        create(ghost);
        String start = currentPosition(SHARD);
        vitess.transaction(SHARD, tx -> tx.insert("alt_swap", 1, 20, 200));
        created.add("_alt_swap_del");
        vitess.swapTables(SHARD, "alt_swap", "_alt_swap_gho", "_alt_swap_del");
        vitess.transaction(SHARD, tx -> tx.insert("alt_swap", 2, 1, 2, 3));

        List<List<VEvent>> groups =
                awaitGroups(stream(tables("alt_swap"), flags(), from(SHARD, start)), 3);

        assertThat(fields(groups.get(0)))
                .containsExactly("id INT64 'bigint' 63", "x INT32 'int' 63", "a INT32 'int' 63");
        assertThat(Events.types(groups.get(1))).containsExactly(VEventType.VGTID, VEventType.DDL);
        assertThat(Events.rows(groups.get(2))).containsExactly("log alt_swap ->[2, 1, 2, 3]");
        assertThat(fields(groups.get(2))).hasSize(4);
    }

    @Test
    void theColumnsComeAgainAfterEachStatementAndBetweenTwoTheyAreThoseOfNow() {
        TableDefinition table = numbers("alt_twice");
        create(table);
        String start = currentPosition(SHARD);
        vitess.transaction(SHARD, tx -> tx.insert("alt_twice", 1, 20, 200));
        vitess.ddl(SHARD, "alt_twice", "alter table alt_twice add index by_a (a)");
        vitess.transaction(SHARD, tx -> tx.insert("alt_twice", 2, 21, 201));
        vitess.alter(SHARD, alter(table).addAfter("id", column(t -> t.integer("x"))));
        vitess.transaction(SHARD, tx -> tx.insert("alt_twice", 3, 1, 22, 202));
        vitess.alter(SHARD, alter(table).rename("a", "c"));
        vitess.transaction(SHARD, tx -> tx.insert("alt_twice", 4, 1, 23, 203));

        List<List<VEvent>> groups =
                awaitGroups(stream(tables("alt_twice"), flags(), from(SHARD, start)), 7);

        List<VEvent> events = groups.stream().flatMap(List::stream).toList();
        assertThat(events.stream().filter(VEvent::hasFieldEvent))
                .extracting(
                        event ->
                                event.getFieldEvent().getFieldsList().stream()
                                        .map(Field::getName)
                                        .toList())
                .containsExactly(
                        List.of("id", "x", "c"),
                        List.of("id", "x", "c"),
                        List.of("id", "x", "c", "b"),
                        List.of("id", "x", "c", "b"));
        assertThat(events.stream().filter(e -> e.getType() == VEventType.DDL)).hasSize(3);
    }
}
