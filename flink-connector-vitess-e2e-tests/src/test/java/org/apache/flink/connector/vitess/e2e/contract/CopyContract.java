// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.BEGIN;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.COMMIT;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.COPY_COMPLETED;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.FIELD;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.ROW;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.VGTID;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.proto.binlogdata.Filter;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.TableLastPK;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.QueryResult;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.junit.jupiter.api.Test;

/** The copy phase, and what resuming it gives. */
abstract class CopyContract extends VStreamContract {
    private static final String SHARD = "-80";
    private static final int BINARY_PRIMARY_KEY = 53_251;

    CopyContract(ContractVitess vitess) {
        super(vitess);
    }

    @Test
    void aCopyIsOneTransactionForEachBatchAndOneForTheEndOfTheTable() {
        createTables("copied");
        insert("copied", 1, 2);

        StreamRecorder recorder = stream(tables("copied"), flags(), from(SHARD, ""));
        List<VEvent> events = awaitCopied(recorder);

        assertThat(responseTypes(recorder))
                .containsExactly(
                        List.of(BEGIN, FIELD),
                        List.of(VGTID),
                        List.of(ROW, ROW, VGTID, COMMIT),
                        List.of(BEGIN, VGTID, COMMIT),
                        List.of(COPY_COMPLETED, COPY_COMPLETED));
        assertThat(Events.rows(events))
                .containsExactly("copy copied ->[1, n1]", "copy copied ->[2, n2]");
        assertThat(events).allMatch(e -> e.getTimestamp() == 0 && e.getCurrentTime() == 0);
        assertThat(events).allMatch(e -> e.getEventGtid().isEmpty());
        assertThat(events.subList(0, events.size() - 1))
                .allMatch(e -> e.getKeyspace().equals(ContractVitess.KEYSPACE))
                .allMatch(e -> e.getShard().equals(SHARD));
        assertThat(events.get(events.size() - 1).getShard()).isEmpty();
    }

    @Test
    void aBatchEndsInItsLastPrimaryKeyWithItsFields() {
        createTables("batch");
        insert("batch", 1, 2);

        List<ShardGtid> positions =
                positions(awaitCopied(stream(tables("batch"), flags(), from(SHARD, ""))));

        assertThat(positions).extracting(ShardGtid::getTablePKsCount).containsExactly(0, 1, 0);
        assertThat(positions)
                .extracting(ShardGtid::getGtid)
                .containsOnly(positions.get(0).getGtid());
        QueryResult lastPk = positions.get(1).getTablePKs(0).getLastpk();
        assertThat(lastPk.getFieldsList())
                .containsExactly(
                        Field.newBuilder()
                                .setName("id")
                                .setType(Type.INT64)
                                .setCharset(63)
                                .setFlags(BINARY_PRIMARY_KEY)
                                .build());
        assertThat(lastPk.getRowsList()).hasSize(1);
        assertThat(lastPk.getRows(0).getValues().toStringUtf8()).isEqualTo("2");
    }

    @Test
    void theCopyOfAnEmptyTableBeginsTwice() {
        createTables("empty");

        StreamRecorder recorder = stream(tables("empty"), flags(), from(SHARD, ""));
        awaitCopied(recorder);

        assertThat(responseTypes(recorder))
                .containsExactly(
                        List.of(BEGIN, FIELD),
                        List.of(VGTID),
                        List.of(BEGIN, VGTID, COMMIT),
                        List.of(COPY_COMPLETED, COPY_COMPLETED));
    }

    @Test
    void tablesAreCopiedInByteOrderOfTheirNames() {
        createTables("order_b", "order_Z", "order_a");
        insert("order_b", 1, 1);
        insert("order_Z", 1, 1);
        insert("order_a", 1, 1);

        List<VEvent> events =
                awaitCopied(
                        stream(tables("order_a", "order_Z", "order_b"), flags(), from(SHARD, "")));

        assertThat(Events.rows(events))
                .containsExactly(
                        "copy order_Z ->[1, n1]",
                        "copy order_a ->[1, n1]",
                        "copy order_b ->[1, n1]");
    }

    @Test
    void aCopyResumedBetweenTwoTablesLosesTheOthersSilently() {
        createTables("lost_a", "lost_b", "lost_c");
        insert("lost_a", 1, 2);
        insert("lost_b", 1, 2);
        insert("lost_c", 1, 2);
        Filter filter = tables("lost_a", "lost_b", "lost_c");
        List<VEvent> copy = awaitCopied(stream(filter, flags(), from(SHARD, "")));
        ShardGtid between =
                positions(upToFirstRowOf("lost_b", copy)).stream()
                        .reduce((first, second) -> second)
                        .orElseThrow();
        assertThat(between.getTablePKsList()).isEmpty();

        StreamRecorder resumed = stream(filter, flags(), between);
        insert("lost_a", 9, 9);
        List<VEvent> events = resumed.awaitEvent("row", VEvent::hasRowEvent);

        assertThat(Events.rows(events)).containsExactly("log lost_a ->[9, n9]");
        assertThat(Events.types(events)).doesNotContain(COPY_COMPLETED);
    }

    @Test
    void aCopyResumedInATableCopiesFinishedTablesAgain() {
        createTables("again_a", "again_b", "again_c");
        insert("again_a", 1, 2);
        insert("again_b", 1, 2);
        insert("again_c", 1, 2);
        Filter filter = tables("again_a", "again_b", "again_c");
        List<VEvent> copy = awaitCopied(stream(filter, flags(), from(SHARD, "")));
        ShardGtid inTableB =
                positions(copy).stream()
                        .filter(
                                p ->
                                        p.getTablePKsList().stream()
                                                .anyMatch(CopyContract::isOfAgainB))
                        .findFirst()
                        .orElseThrow();

        List<VEvent> resumed = awaitCopied(stream(filter, flags(), inTableB));

        assertThat(Events.rows(resumed))
                .containsExactly(
                        "copy again_a ->[1, n1]",
                        "copy again_a ->[2, n2]",
                        "copy again_c ->[1, n1]",
                        "copy again_c ->[2, n2]");
    }

    @Test
    void aSecondTableIsCopiedFromThePositionAfterTheFirst() {
        createTables("first", "second");
        insert("first", 1, 1);
        insert("second", 1, 2);
        ShardGtid afterFirst =
                Events.lastPosition(
                        awaitCopied(
                                stream(
                                        tables("first"),
                                        flags().addTablesToCopy("first"),
                                        from(SHARD, ""))));
        insert("first", 2, 2);
        ShardGtid start =
                afterFirst.toBuilder()
                        .addTablePKs(TableLastPK.newBuilder().setTableName("second"))
                        .build();

        List<VEvent> events =
                awaitCopied(
                        stream(
                                tables("first", "second"),
                                flags().addTablesToCopy("second"),
                                start));

        assertThat(Events.rows(events))
                .containsExactly(
                        "log first ->[2, n2]", "copy second ->[1, n1]", "copy second ->[2, n2]");
        List<List<VEvent>> groups = Events.groups(events);
        ShardGtid ofLogRow = Events.lastPosition(Events.telling(events).get(0));
        assertThat(ofLogRow.getTablePKsList())
                .containsExactly(TableLastPK.newBuilder().setTableName("second").build());
        List<VEvent> end = groups.get(groups.size() - 3);
        assertThat(Events.types(end)).containsExactly(BEGIN, VGTID, COMMIT);
        assertThat(Events.lastPosition(end).getTablePKsList()).isEmpty();
    }

    @Test
    void logRowsOfATableInCopyComeWhateverTheirKey() {
        createTables("above");
        insert("above", 1, 4);
        ShardGtid inCopy =
                positions(awaitCopied(stream(tables("above"), flags(), from(SHARD, "")))).get(1);
        ShardGtid afterRowTwo = inCopy.toBuilder().setTablePKs(0, lastPkTwo(inCopy)).build();
        vitess.transaction(SHARD, tx -> tx.update("above", List.of(1), 1, "changed"));
        vitess.transaction(SHARD, tx -> tx.update("above", List.of(3), 3, "changed"));
        vitess.transaction(SHARD, tx -> tx.delete("above", 4));

        List<VEvent> events = awaitCopied(stream(tables("above"), flags(), afterRowTwo));

        assertThat(Events.rows(events))
                .containsExactly(
                        "log above [1, n1]->[1, changed]",
                        "log above [3, n3]->[3, changed]",
                        "log above [4, n4]->",
                        "copy above ->[3, changed]");
    }

    private static TableLastPK lastPkTwo(ShardGtid position) {
        QueryResult lastPk = position.getTablePKs(0).getLastpk();
        return position.getTablePKs(0).toBuilder()
                .setLastpk(
                        lastPk.toBuilder()
                                .setRows(
                                        0,
                                        lastPk.getRows(0).toBuilder()
                                                .setValues(ByteString.copyFromUtf8("2"))))
                .build();
    }

    private static boolean isOfAgainB(TableLastPK lastPk) {
        return lastPk.getTableName().equals("again_b");
    }

    private static List<VEvent> upToFirstRowOf(String table, List<VEvent> events) {
        int first =
                IntStream.range(0, events.size())
                        .filter(i -> events.get(i).getRowEvent().getTableName().equals(table))
                        .findFirst()
                        .orElseThrow();
        return events.subList(0, first);
    }

    private static List<ShardGtid> positions(List<VEvent> events) {
        return events.stream()
                .filter(VEvent::hasVgtid)
                .map(e -> Events.lastPosition(List.of(e)))
                .toList();
    }

    private static List<List<?>> responseTypes(StreamRecorder recorder) {
        return recorder.responses().stream()
                .map(VStreamResponse::getEventsList)
                .<List<?>>map(Events::types)
                .toList();
    }

    private void createTables(String... names) {
        for (String name : names) {
            vitess.createTable(idAndName(name));
        }
    }

    private void insert(String table, int first, int last) {
        List<Object[]> rows =
                IntStream.rangeClosed(first, last)
                        .<Object[]>mapToObj(id -> new Object[] {id, "n" + id})
                        .toList();
        vitess.transaction(SHARD, tx -> tx.insertAll(table, rows));
    }
}
