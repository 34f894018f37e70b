// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.BEGIN;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.COMMIT;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.DDL;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.FIELD;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.OTHER;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.ROW;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.VGTID;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.proto.binlogdata.FieldEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.junit.jupiter.api.Test;

/** Transactions and schema changes, as they happen. */
abstract class LogContract extends VStreamContract {
    private static final String SHARD = "80-";

    LogContract(ContractVitess vitess) {
        super(vitess);
    }

    @Test
    void aTransactionIsOneResponseWithItsRowsInOrder() {
        vitess.createTable(idAndName("changes"));
        StreamRecorder recorder = stream(tables("changes"), flags(), now());

        vitess.transaction(
                SHARD,
                tx -> {
                    tx.insert("changes", 1, "a");
                    tx.insert("changes", 2, null);
                    tx.update("changes", List.of(1), 1, "b");
                    tx.update("changes", List.of(1), 3, "b");
                    tx.delete("changes", 2);
                });
        List<VEvent> group = awaitGroups(recorder, 1).get(0);

        assertThat(Events.types(group))
                .containsExactly(BEGIN, FIELD, ROW, ROW, ROW, ROW, ROW, VGTID, COMMIT);
        assertThat(Events.rows(group))
                .containsExactly(
                        "log changes ->[1, a]",
                        "log changes ->[2, NULL]",
                        "log changes [1, a]->[1, b]",
                        "log changes [1, b]->[3, b]",
                        "log changes [2, NULL]->");
        assertThat(recorder.responses()).extracting(VStreamResponse::getEventsList).contains(group);
    }

    @Test
    void eventsOfTheLogSayWhenWhereAndInWhichTransaction() {
        vitess.createTable(idAndName("header"));
        long before = System.currentTimeMillis() / 1000;
        StreamRecorder recorder = stream(tables("header"), flags(), now());

        vitess.transaction(SHARD, tx -> tx.insert("header", 1, "a"));
        List<VEvent> group = awaitGroups(recorder, 1).get(0);

        long after = System.currentTimeMillis() / 1000;
        assertThat(group)
                .allMatch(e -> e.getKeyspace().equals(ContractVitess.KEYSPACE))
                .allMatch(e -> e.getShard().equals(SHARD));
        List<VEvent> timed = group.stream().filter(e -> e.getType() != VGTID).toList();
        assertThat(timed)
                .allMatch(e -> e.getTimestamp() >= before && e.getTimestamp() <= after)
                .allMatch(e -> e.getCurrentTime() / 1_000_000_000 >= before)
                .allMatch(e -> e.getCurrentTime() / 1_000_000_000 <= after)
                .allMatch(e -> e.getSequenceNumber() > e.getCommitParent());
        String gtid = timed.get(0).getEventGtid();
        assertThat(gtid).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9]+");
        assertThat(timed).extracting(VEvent::getEventGtid).containsOnly(gtid);
        assertThat(Events.lastPosition(group).getGtid())
                .startsWith("MySQL56/" + gtid.substring(0, 36))
                .endsWith(gtid.substring(37));
        VEvent vgtid = group.get(group.size() - 2);
        assertThat(vgtid.getTimestamp()).isZero();
        assertThat(vgtid.getCurrentTime()).isZero();
        assertThat(vgtid.getEventGtid()).isEmpty();
    }

    @Test
    void aFieldDescribesTheColumnsAsMySqlDoes() {
        vitess.createTable(
                TableDefinition.of("described")
                        .bigint("id")
                        .primaryKey()
                        .varchar("name", 32)
                        .integer("count")
                        .notNull()
                        .varbinary("raw", 16));
        StreamRecorder recorder = stream(tables("described"), flags(), now());

        vitess.transaction(SHARD, tx -> tx.insert("described", 1, "a", 2, "r"));
        VEvent field = awaitGroups(recorder, 1).get(0).get(1);

        assertThat(field.getFieldEvent())
                .isEqualTo(
                        FieldEvent.newBuilder()
                                .setTableName("described")
                                .setKeyspace(ContractVitess.KEYSPACE)
                                .setShard(SHARD)
                                .addFields(column("id", Type.INT64, "bigint", 20, 63, 53_251))
                                .addFields(column("name", Type.VARCHAR, "varchar(32)", 128, 255, 0))
                                .addFields(column("count", Type.INT32, "int", 11, 63, 36_865))
                                .addFields(
                                        column("raw", Type.VARBINARY, "varbinary(16)", 16, 63, 128))
                                .build());
    }

    @Test
    void tableNamesHaveTheirKeyspaceUnlessTheyAreToldNotTo() {
        vitess.createTable(idAndName("named"));
        StreamRecorder recorder =
                stream(tables("named"), flags().setExcludeKeyspaceFromTableName(false), now());

        vitess.transaction(SHARD, tx -> tx.insert("named", 1, "a"));
        List<VEvent> group = awaitGroups(recorder, 1).get(0);

        assertThat(group.get(1).getFieldEvent().getTableName()).isEqualTo("customer.named");
        assertThat(group.get(2).getRowEvent().getTableName()).isEqualTo("customer.named");
    }

    @Test
    void theColumnsComeOnceInAStreamAndAgainInTheNext() {
        vitess.createTable(idAndName("twice"));
        StreamRecorder recorder = stream(tables("twice"), flags(), now());
        vitess.transaction(SHARD, tx -> tx.insert("twice", 1, "a"));
        vitess.transaction(SHARD, tx -> tx.insert("twice", 2, "b"));
        List<List<VEvent>> first = awaitGroups(recorder, 2);

        List<List<VEvent>> second =
                awaitGroups(stream(tables("twice"), flags(), Events.lastPosition(first.get(0))), 1);

        assertThat(Events.types(first.get(0))).containsExactly(BEGIN, FIELD, ROW, VGTID, COMMIT);
        assertThat(Events.types(first.get(1))).containsExactly(BEGIN, ROW, VGTID, COMMIT);
        assertThat(Events.types(second.get(0))).containsExactly(BEGIN, FIELD, ROW, VGTID, COMMIT);
        assertThat(Events.rows(second.get(0))).containsExactly("log twice ->[2, b]");
    }

    @Test
    void aTransactionOnOtherTablesOnlyMovesThePosition() {
        vitess.createTable(idAndName("wanted"));
        vitess.createTable(idAndName("unwanted"));
        StreamRecorder recorder = stream(tables("wanted"), flags(), now());

        vitess.transaction(SHARD, tx -> tx.insert("unwanted", 1, "a"));
        String after = currentPosition(SHARD);
        List<VEvent> events =
                recorder.awaitEvent(
                        "position " + after,
                        e ->
                                e.hasVgtid()
                                        && Events.lastPosition(List.of(e)).getGtid().equals(after));

        assertThat(events).noneMatch(VEvent::hasRowEvent);
        assertThat(Events.types(events)).containsSubsequence(BEGIN, VGTID);
    }

    @Test
    void rowsCarryTheTimesOfTheirStatementsAndCommitItsOwn() {
        vitess.createTable(idAndName("timed"));
        StreamRecorder recorder = stream(tables("timed"), flags(), now());
        vitess.transaction(
                SHARD,
                tx -> {
                    tx.insert("timed", 1, "a");
                    awaitSeconds(2);
                    tx.insert("timed", 2, "b");
                    awaitSeconds(2);
                });
        Map<VEventType, List<Long>> times =
                awaitGroups(recorder, 1).get(0).stream()
                        .collect(
                                Collectors.groupingBy(
                                        VEvent::getType,
                                        Collectors.mapping(
                                                VEvent::getTimestamp, Collectors.toList())));

        long first = times.get(ROW).get(0);
        long second = times.get(ROW).get(1);
        assertThat(times.get(BEGIN)).containsExactly(first);
        assertThat(second).isGreaterThan(first);
        assertThat(times.get(COMMIT).get(0)).isGreaterThan(second);
    }

    /** Until the clock that stamps events has moved on. */
    private static void awaitSeconds(int seconds) {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    @Test
    void aLargeTransactionComesInManyResponses() {
        int count = 60_000;
        vitess.createTable(
                TableDefinition.of("large").bigint("id").primaryKey().varchar("text", 255));
        StreamRecorder recorder = stream(tables("large"), flags(), now());

        vitess.transaction(
                SHARD,
                tx -> {
                    for (int first = 0; first < count; first += 10_000) {
                        tx.insertAll("large", largeRows(first, first + 10_000));
                    }
                });
        awaitGroups(recorder, 1);

        List<VStreamResponse> responses =
                recorder.responses().stream()
                        .filter(r -> r.getEventsList().stream().anyMatch(VEvent::hasRowEvent))
                        .toList();
        assertThat(responses).hasSizeBetween(20, 200);
        assertThat(responses).allMatch(r -> r.getSerializedSize() < 500_000);
        int last = responses.size() - 1;
        assertThat(types(responses.get(0))).startsWith(BEGIN, FIELD, ROW);
        assertThat(responses.subList(1, last))
                .allMatch(r -> types(r).stream().allMatch(ROW::equals));
        assertThat(types(responses.get(last))).endsWith(ROW, VGTID, COMMIT);
        List<Integer> rowsOfEvents =
                responses.stream()
                        .flatMap(r -> r.getEventsList().stream())
                        .filter(VEvent::hasRowEvent)
                        .map(e -> e.getRowEvent().getRowChangesCount())
                        .toList();
        assertThat(rowsOfEvents.stream().mapToInt(Integer::intValue).sum()).isEqualTo(count);
        assertThat(rowsOfEvents).allMatch(rows -> rows <= 60);
        assertThat(rowsOfEvents.stream().filter(rows -> rows >= 20).count())
                .isGreaterThan(rowsOfEvents.size() / 2);
    }

    @Test
    void aSchemaChangeIsAGroupOfItsOwnAndTheNextRowBringsTheNewColumns() {
        vitess.createTable(idAndName("altered"));
        StreamRecorder recorder = stream(tables("altered"), flags(), now());
        vitess.transaction(SHARD, tx -> tx.insert("altered", 1, "a"));
        awaitGroups(recorder, 1);

        vitess.addColumn("altered", TableDefinition.of("").integer("age").columns().get(0));
        vitess.transaction(SHARD, tx -> tx.insert("altered", 2, "b", 30));
        List<List<VEvent>> groups = awaitGroups(recorder, 3);

        assertThat(Events.types(groups.get(1))).containsExactly(VGTID, DDL);
        assertThat(groups.get(1).get(1).getStatement().toLowerCase(Locale.ROOT))
                .startsWith("alter table")
                .contains("age");
        assertThat(Events.types(groups.get(2))).containsExactly(BEGIN, FIELD, ROW, VGTID, COMMIT);
        assertThat(groups.get(2).get(1).getFieldEvent().getFieldsList())
                .extracting(Field::getName)
                .containsExactly("id", "name", "age");
        assertThat(Events.rows(groups.get(2))).containsExactly("log altered ->[2, b, 30]");
    }

    @Test
    void aSchemaChangeOfAnotherTableIsReportedAsOther() {
        vitess.createTable(idAndName("untouched"));
        vitess.createTable(idAndName("touched"));
        StreamRecorder recorder = stream(tables("untouched"), flags(), now());

        vitess.addColumn("touched", TableDefinition.of("").integer("age").columns().get(0));
        List<VEvent> events =
                recorder.awaitEvent(
                        "an OTHER of the log", e -> e.getType() == OTHER && e.getTimestamp() != 0);

        assertThat(Events.types(events)).doesNotContain(DDL).containsSubsequence(VGTID, OTHER);
    }

    @Test
    void aRuleCanChooseColumnsAndAnExpressionCanChooseTables() {
        vitess.createTable(idAndName("choice_a"));
        StreamRecorder columns =
                stream(
                        tables().toBuilder()
                                .addRules(rule("choice_a", "select name from choice_a"))
                                .build(),
                        flags(),
                        now());
        StreamRecorder expression =
                stream(
                        tables().toBuilder().addRules(rule("/^choice_", "")).build(),
                        flags(),
                        now());

        vitess.transaction(SHARD, tx -> tx.insert("choice_a", 1, "a"));

        assertThat(Events.rows(awaitGroups(columns, 1).get(0)))
                .containsExactly("log choice_a ->[a]");
        assertThat(Events.rows(awaitGroups(expression, 1).get(0)))
                .containsExactly("log choice_a ->[1, a]");
    }

    private static List<VEventType> types(VStreamResponse response) {
        return Events.types(response.getEventsList());
    }

    private static List<Object[]> largeRows(int first, int end) {
        return IntStream.range(first, end)
                .<Object[]>mapToObj(id -> new Object[] {id, "x".repeat(200)})
                .toList();
    }

    private static Field column(
            String name, Type type, String columnType, int length, int charset, int flags) {
        String table = "described";
        return Field.newBuilder()
                .setName(name)
                .setType(type)
                .setTable(table)
                .setOrgTable(table)
                .setDatabase("vt_customer")
                .setOrgName(name)
                .setColumnLength(length)
                .setCharset(charset)
                .setFlags(flags)
                .setColumnType(columnType)
                .build();
    }

    /** The position now, so that nothing between the request and the server's answer is missed. */
    private ShardGtid now() {
        return from(SHARD, currentPosition(SHARD));
    }
}
