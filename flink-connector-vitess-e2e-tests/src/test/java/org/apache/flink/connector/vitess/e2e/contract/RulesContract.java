// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.connector.vitess.proto.binlogdata.Filter;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.TableLastPK;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.QueryResult;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.testutils.embedded.Collation;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.junit.jupiter.api.Test;

/** Rules that name columns and conditions. */
abstract class RulesContract extends VStreamContract {
    private static final String SHARD = "-80";

    RulesContract(ContractVitess vitess) {
        super(vitess);
    }

    /** A key of two columns, in the table's order, and columns to compare. */
    private static TableDefinition things(String name) {
        return TableDefinition.of(name)
                .bigint("a")
                .primaryKey()
                .bigint("b")
                .primaryKey()
                .integer("n")
                .varchar("t", 16)
                .varchar("g", 16)
                .collated(Collation.UTF8MB4_GENERAL_CI)
                .varbinary("x", 16);
    }

    @Test
    void columnsComeInTheOrderOfTheSelectAndTheKeyInItsOwn() {
        vitess.createTable(things("chosen"));
        String start = currentPosition(SHARD);
        vitess.transaction(SHARD, tx -> tx.insert("chosen", 1, 2, 3, "t", "g", "x"));
        Filter filter = selecting("chosen", "select `T`, b from `chosen`");

        List<VEvent> copy = awaitCopied(stream(filter, flags(), from(SHARD, "")));
        List<VEvent> log =
                stream(filter, flags(), from(SHARD, start)).awaitEvent("row", VEvent::hasRowEvent);

        assertThat(Events.rows(copy)).containsExactly("copy chosen ->[t, 2]");
        assertThat(Events.rows(log)).containsExactly("log chosen ->[t, 2]");
        assertThat(fields(copy)).isEqualTo(fields(log)).containsExactly("t:0", "b:53251");
        assertThat(lastPk(copy).getFieldsList())
                .extracting(Field::getName)
                .containsExactly("a", "b");
        assertThat(Events.values(lastPk(copy).getRows(0))).containsExactly("1", "2");
    }

    @Test
    void aShardSaysTheColumnsOfTablesAndWhichAreInTheirKeys() {
        vitess.createTable(things("keyed"));
        vitess.createTable(idAndName("keyed_too"));
        String sql =
                "select c.table_name, c.column_name, s.index_name"
                        + " from information_schema.columns c"
                        + " left join information_schema.statistics s"
                        + " on s.table_schema = c.table_schema and s.table_name = c.table_name"
                        + " and s.column_name = c.column_name and s.index_name = 'PRIMARY'"
                        + " where c.table_schema = database()"
                        + " and c.table_name in ('keyed', 'keyed_too', 'no_such_table')"
                        + " order by c.table_name, c.ordinal_position";

        ExecuteResponse response = execute("customer:-80@primary", sql);

        assertThat(response.getResult().getRowsList().stream().map(Events::values))
                .as(response.getError().getMessage())
                .containsExactly(
                        List.of("keyed", "a", "PRIMARY"),
                        List.of("keyed", "b", "PRIMARY"),
                        List.of("keyed", "n", "NULL"),
                        List.of("keyed", "t", "NULL"),
                        List.of("keyed", "g", "NULL"),
                        List.of("keyed", "x", "NULL"),
                        List.of("keyed_too", "id", "PRIMARY"),
                        List.of("keyed_too", "name", "NULL"));
    }

    @Test
    void aChangeOfColumnsThatAreNotReadStillComes() {
        vitess.createTable(things("unread"));
        vitess.transaction(SHARD, tx -> tx.insert("unread", 1, 2, 3, "t", "g", "x"));
        String start = currentPosition(SHARD);
        vitess.transaction(SHARD, tx -> tx.update("unread", List.of(1, 2), 1, 2, 4, "t", "g", "x"));

        List<VEvent> log =
                stream(selecting("unread", "select a, t from unread"), flags(), from(SHARD, start))
                        .awaitEvent("row", VEvent::hasRowEvent);

        assertThat(Events.rows(log)).containsExactly("log unread [1, t]->[1, t]");
    }

    @Test
    void anAddedColumnIsNotSent() {
        vitess.createTable(idAndName("grown"));
        StreamRecorder recorder =
                stream(
                        selecting("grown", "select name, id from grown"),
                        flags(),
                        from(SHARD, currentPosition(SHARD)));
        vitess.transaction(SHARD, tx -> tx.insert("grown", 1, "a"));
        recorder.awaitEvent("row", VEvent::hasRowEvent);
        vitess.addColumn("grown", TableDefinition.of("").integer("more").columns().get(0));
        vitess.transaction(SHARD, tx -> tx.insert("grown", 2, "b", 7));

        List<VEvent> events = recorder.await("two rows", all -> Events.rows(all).size() == 2);

        assertThat(Events.rows(events)).containsExactly("log grown ->[a, 1]", "log grown ->[b, 2]");
        assertThat(events.stream().filter(VEvent::hasFieldEvent)).hasSize(2);
        assertThat(fields(events)).containsExactly("name:0", "id:53251", "name:0", "id:53251");
    }

    @Test
    void aColumnThatTheLogDoesNotKnowYetIsRefused() {
        vitess.createTable(idAndName("late"));
        String start = currentPosition(SHARD);
        vitess.transaction(SHARD, tx -> tx.insert("late", 1, "a"));
        ColumnDefinition more = TableDefinition.of("").integer("more").columns().get(0);
        vitess.addColumn("late", more);
        vitess.transaction(SHARD, tx -> tx.insert("late", 2, "b", 7));

        Status end =
                stream(selecting("late", "select id, more from late"), flags(), from(SHARD, start))
                        .awaitEnd();

        assertThat(end.getDescription()).contains("column more not found in table late");
    }

    /** MySQL and Vitess tell them in the copy, Vitess alone in the log. */
    @Test
    void aConditionLetsTheSameRowsThroughInTheCopyAndInTheLog() {
        vitess.createTable(things("compared"));
        String start = currentPosition(SHARD);
        vitess.transaction(
                SHARD,
                tx -> {
                    tx.insert("compared", 1, 0, -5, "a", "a", "a");
                    tx.insert("compared", 2, 0, 0, "A", "A", "A");
                    tx.insert("compared", 3, 0, 5, "b ", "a ", "a ");
                    tx.insert("compared", 4, 0, null, null, null, null);
                    tx.insert("compared", 5, 0, 2147483647, "it's", "", "");
                });
        Map<String, String> expected = new TreeMap<>();
        expected.put("n = 5", "3");
        expected.put("n = 5.0", "3");
        expected.put("n <> 5", "1 2 5");
        expected.put("n != 0", "1 3 5");
        expected.put("n < 0", "1");
        expected.put("n <= 0", "1 2");
        expected.put("n > '-5'", "2 3 5");
        expected.put("n >= 5", "3 5");
        expected.put("n in (-5, 5, null)", "1 3");
        expected.put("n between 0 and 5", "2 3");
        expected.put("n not between 0 and 5", "1 5");
        expected.put("n is null", "4");
        expected.put("(`n` IS NOT NULL) and (N < 5) AND a > 1", "2");
        expected.put("n = 1 and t = 'a'", "");
        expected.put("t = 'a'", "1 2");
        expected.put("t in ('b ', 'it''s and so', 'it\\'s')", "3 5");
        expected.put("t = 'b'", "");
        expected.put("g = 'a '", "3");
        expected.put("g = ''", "5");
        expected.put("x = 'a'", "1");
        expected.put("x > X'61'", "3");
        expected.put("x in (X'41', 'a ')", "2 3");

        Map<String, String> copied = new TreeMap<>();
        Map<String, String> logged = new TreeMap<>();
        vitess.createTable(idAndName("compared_end"));
        vitess.transaction(SHARD, tx -> tx.insert("compared_end", 1, "end"));
        for (String where : expected.keySet()) {
            Filter filter =
                    selecting("compared", "select a from compared where " + where).toBuilder()
                            .addRules(rule("compared_end", "select * from compared_end"))
                            .build();
            copied.put(
                    where,
                    firstValues(
                            awaitCopied(
                                    stream(
                                            filter,
                                            flags().addTablesToCopy("compared"),
                                            from(SHARD, "")))));
            logged.put(
                    where,
                    firstValues(
                            stream(filter, flags(), from(SHARD, start))
                                    .awaitEvent(
                                            "end",
                                            e ->
                                                    e.getRowEvent()
                                                            .getTableName()
                                                            .equals("compared_end"))));
        }

        assertThat(copied).isEqualTo(expected);
        assertThat(logged).isEqualTo(expected);
    }

    private static String firstValues(List<VEvent> events) {
        List<String> values = new ArrayList<>();
        events.stream()
                .filter(e -> e.getRowEvent().getTableName().equals("compared"))
                .flatMap(e -> e.getRowEvent().getRowChangesList().stream())
                .forEach(change -> values.add(Events.values(change.getAfter()).get(0)));
        return String.join(" ", values);
    }

    @Test
    void ofAnUpdateBothImagesComeIfOneIsWanted() {
        vitess.createTable(idAndName("crossing"));
        vitess.transaction(SHARD, tx -> tx.insert("crossing", 1, "a"));
        vitess.transaction(SHARD, tx -> tx.insert("crossing", 2, "b"));
        String start = currentPosition(SHARD);
        StreamRecorder recorder =
                stream(
                        selecting("crossing", "select * from crossing where name = 'a'"),
                        flags(),
                        from(SHARD, start));
        vitess.transaction(
                SHARD,
                tx -> {
                    tx.update("crossing", List.of(1), 1, "b");
                    tx.update("crossing", List.of(1), 1, "c");
                    tx.update("crossing", List.of(2), 2, "a");
                    tx.delete("crossing", 2);
                    tx.delete("crossing", 1);
                });

        List<VEvent> events = recorder.await("rows", all -> Events.rows(all).size() >= 3);

        assertThat(Events.rows(events))
                .containsExactly(
                        "log crossing [1, a]->[1, b]",
                        "log crossing [2, b]->[2, a]",
                        "log crossing [2, a]->");
    }

    @Test
    void aTransactionWithoutWantedRowsSaysTheColumns() {
        vitess.createTable(idAndName("nothing"));
        StreamRecorder recorder =
                stream(
                        selecting("nothing", "select * from nothing where id > 5"),
                        flags(),
                        from(SHARD, currentPosition(SHARD)));
        vitess.transaction(SHARD, tx -> tx.insert("nothing", 1, "a"));

        List<VEvent> group = awaitGroups(recorder, 1).get(0);

        assertThat(Events.types(group))
                .containsExactly(
                        VEventType.BEGIN, VEventType.FIELD, VEventType.VGTID, VEventType.COMMIT);
    }

    @Test
    void aCopyWithoutWantedRowsIsThatOfAnEmptyTable() {
        vitess.createTable(idAndName("none"));
        vitess.transaction(SHARD, tx -> tx.insert("none", 1, "a"));
        Filter filter = selecting("none", "select * from none where id > 5");

        List<VEvent> events = awaitCopied(stream(filter, flags(), from(SHARD, "")));

        assertThat(Events.types(events))
                .containsExactly(
                        VEventType.BEGIN,
                        VEventType.FIELD,
                        VEventType.VGTID,
                        VEventType.BEGIN,
                        VEventType.VGTID,
                        VEventType.COMMIT,
                        VEventType.COPY_COMPLETED,
                        VEventType.COPY_COMPLETED);
    }

    @Test
    void aCopyIsResumedUnderItsCondition() {
        vitess.createTable(things("resumed"));
        vitess.transaction(
                SHARD,
                tx -> {
                    for (int a = 1; a <= 3; a++) {
                        for (int b = 1; b <= 3; b++) {
                            tx.insert("resumed", a, b, a + b, "t", "g", "x");
                        }
                    }
                });
        Filter filter = selecting("resumed", "select a, b from resumed where n in (4, 5)");
        List<VEvent> copy = awaitCopied(stream(filter, flags(), from(SHARD, "")));
        assertThat(Events.rows(copy))
                .containsExactly(
                        "copy resumed ->[1, 3]",
                        "copy resumed ->[2, 2]",
                        "copy resumed ->[2, 3]",
                        "copy resumed ->[3, 1]",
                        "copy resumed ->[3, 2]");
        vitess.transaction(
                SHARD, tx -> tx.update("resumed", List.of(3, 3), 3, 3, 4, "t", "g", "x"));

        List<VEvent> events = awaitCopied(stream(filter, flags(), at(copy, 2, 2)));

        assertThat(Events.rows(events))
                .containsExactly(
                        "log resumed [3, 3]->[3, 3]",
                        "copy resumed ->[2, 3]",
                        "copy resumed ->[3, 1]",
                        "copy resumed ->[3, 2]",
                        "copy resumed ->[3, 3]");
    }

    /** The first position of the copy, with another last primary key of two digits. */
    private static ShardGtid at(List<VEvent> copy, int a, int b) {
        QueryResult.Builder lastPk = lastPk(copy).toBuilder();
        Row row =
                Row.newBuilder()
                        .addLengths(1)
                        .addLengths(1)
                        .setValues(ByteString.copyFromUtf8("" + a + b))
                        .build();
        return Events.lastPosition(copy).toBuilder()
                .addTablePKs(
                        TableLastPK.newBuilder()
                                .setTableName("resumed")
                                .setLastpk(lastPk.setRows(0, row)))
                .build();
    }

    @Test
    void otherConditionsAreRefused() {
        vitess.createTable(things("refused"));

        assertRefused("n = -5", "unexpected: -5");
        assertRefused("n between -5 and 5", "unexpected: -5");
        assertRefused("n = true", "unexpected: true");
        assertRefused("n = null", "unexpected: null");
        assertRefused("n = a", "unexpected: a");
        assertRefused("n not in (1)", "comparison operator not in not supported");
        assertRefused("t like 'a%'", "comparison operator like not supported");
        assertRefused("n <=> 1", "comparison operator <=> not supported");
        assertRefused("not n = 1", "unsupported constraint: not n = 1");
        assertRefused("n = 1 or n = 2", "unsupported constraint: n = 1 or n = 2");
        assertRefused("refused.n = 1", "unsupported qualifier for column: refused.n");
        assertRefused("nope = 1", "column nope not found in table refused");
    }

    private void assertRefused(String where, String text) {
        Status end =
                stream(
                                selecting("refused", "select a from refused where " + where),
                                flags(),
                                from(SHARD, ""))
                        .awaitEnd();

        assertThat(end.getDescription()).as(where).endsWith("desc = " + text);
    }

    private static Filter selecting(String table, String select) {
        return Filter.newBuilder().addRules(rule(table, select)).build();
    }

    private static List<String> fields(List<VEvent> events) {
        return events.stream()
                .flatMap(e -> e.getFieldEvent().getFieldsList().stream())
                .map(field -> field.getName() + ":" + field.getFlags())
                .toList();
    }

    private static QueryResult lastPk(List<VEvent> events) {
        return events.stream()
                .flatMap(e -> e.getVgtid().getShardGtidsList().stream())
                .flatMap(position -> position.getTablePKsList().stream())
                .findFirst()
                .orElseThrow()
                .getLastpk();
    }
}
