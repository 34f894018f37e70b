// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import static org.apache.flink.connector.vitess.decode.Decoders.decode;
import static org.apache.flink.connector.vitess.decode.Decoders.decoder;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.BEGIN;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.COMMIT;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.DDL;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.OTHER;
import static org.apache.flink.connector.vitess.testing.Responses.change;
import static org.apache.flink.connector.vitess.testing.Responses.column;
import static org.apache.flink.connector.vitess.testing.Responses.copied;
import static org.apache.flink.connector.vitess.testing.Responses.copiedField;
import static org.apache.flink.connector.vitess.testing.Responses.copiedFields;
import static org.apache.flink.connector.vitess.testing.Responses.event;
import static org.apache.flink.connector.vitess.testing.Responses.field;
import static org.apache.flink.connector.vitess.testing.Responses.logged;
import static org.apache.flink.connector.vitess.testing.Responses.response;
import static org.apache.flink.connector.vitess.testing.Responses.row;
import static org.apache.flink.connector.vitess.testing.Responses.schemas;
import static org.apache.flink.connector.vitess.testing.Responses.vgtid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.position.EndPosition.AtGtid;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.OpenTransaction;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableRules;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.junit.jupiter.api.Test;

/** Where the decoder cuts the log, and how it continues inside a transaction. */
class BatchCutterTest {

    private static final String UUID = "8bc65c84-3fe4-11ed-a912-257f0fcdd6c9";

    private static final ShardPosition IN_LOG = position(6);

    private static final int ROWS = 1_000;

    @Test
    void aLargeTransactionIsCutAndEachCutCountsItsRows() {
        List<ChangeBatch> batches = decode(IN_LOG, transaction(7, ROWS));

        assertThat(batches).extracting(b -> b.changes().size()).containsExactly(256, 256, 256, 232);
        assertThat(batches)
                .extracting(b -> b.after().open().map(OpenTransaction::rows).orElse(0L))
                .containsExactly(256L, 512L, 768L, 0L);
        assertThat(batches).extracting(b -> b.after().gtid()).startsWith(IN_LOG.gtid());
        assertThat(batches.get(3).after()).isEqualTo(position(7));
    }

    @Test
    void fromEachCutOnTheRestOfTheTransactionComesOutOnce() {
        List<String> whole = ids(decode(IN_LOG, transaction(7, ROWS)));
        List<ChangeBatch> batches = decode(IN_LOG, transaction(7, ROWS));

        for (int cut = 0; cut < batches.size() - 1; cut++) {
            List<ChangeBatch> emitted = new ArrayList<>(batches.subList(0, cut + 1));
            emitted.addAll(decode(batches.get(cut).after(), transaction(7, ROWS)));

            assertThat(ids(emitted)).as("after batch %d", cut).isEqualTo(whole);
        }
    }

    @Test
    void noBatchEndsAtAStatementWithoutTheColumnsAfterIt() {
        List<VEvent> events = new ArrayList<>(List.of(transaction(7, 3)));
        events.add(vgtid(gtid(8)));
        events.add(
                VEvent.newBuilder()
                        .setType(DDL)
                        .setStatement("alter table a add column n int")
                        .build());

        List<ChangeBatch> batches = decode(IN_LOG, events.toArray(VEvent[]::new));

        assertThat(batches).extracting(b -> b.after().gtid()).containsExactly(gtid(7), gtid(8));
        assertThat(batches)
                .extracting(b -> b.after().schemas().get("a").orElseThrow().schema().columns())
                .extracting(List::size)
                .containsExactly(2, 3);
    }

    @Test
    void aBeginInsideATransactionSkipsTheRowsThatCameOut() {
        VStreamDecoder decoder = decoder(IN_LOG);
        List<ChangeBatch> batches = new ArrayList<>(decode(decoder, begun(600)));
        batches.addAll(decode(decoder, transaction(7, ROWS)));

        assertThat(ids(batches)).isEqualTo(ids(decode(IN_LOG, transaction(7, ROWS))));
    }

    @Test
    void smallTransactionsShareABatchUntilNothingMoreIsThere() {
        VStreamDecoder decoder = decoder(IN_LOG);

        assertThat(decoder.decode(response(transaction(7, 2)))).isEmpty();
        assertThat(decoder.decode(response(vgtid(gtid(8)), event(OTHER)))).isEmpty();
        assertThat(decoder.decode(response(transaction(9, 3)))).isEmpty();
        assertThat(decoder.rest())
                .singleElement()
                .satisfies(batch -> assertThat(batch.changes()).hasSize(5))
                .satisfies(batch -> assertThat(batch.after()).isEqualTo(position(9)));
        assertThat(decoder.rest()).isEmpty();
    }

    @Test
    void aBatchMayEndInsideTheTransactionAfterOthers() {
        VStreamDecoder decoder = decoder(IN_LOG);
        decoder.decode(response(transaction(7, 200)));

        assertThat(decoder.decode(response(transaction(8, 100))))
                .singleElement()
                .satisfies(batch -> assertThat(batch.changes()).hasSize(256))
                .satisfies(batch -> assertThat(batch.after().gtid()).isEqualTo(gtid(7)))
                .satisfies(
                        batch ->
                                assertThat(batch.after().open().orElseThrow().rows())
                                        .isEqualTo(56));
    }

    @Test
    void largeRowsAreHandedOverBeforeTheyAreMany() {
        VStreamDecoder decoder = decoder(IN_LOG);
        String large = "x".repeat(150_000);
        VEvent rows = logged(gtidOf(7), "a", change(null, row("1", large)));

        assertThat(decoder.decode(response(event(BEGIN), field("a"), rows))).isEmpty();
        assertThat(decoder.decode(response(rows)))
                .singleElement()
                .satisfies(batch -> assertThat(batch.changes()).hasSize(2))
                .satisfies(
                        batch ->
                                assertThat(batch.after().open().orElseThrow().rows()).isEqualTo(2));
    }

    @Test
    void aCopiedBatchIsNeverCut() {
        ShardPosition beforeCopy = ShardPosition.beforeCopy(List.of("a"));
        VEvent[] rows =
                IntStream.range(0, ROWS)
                        .mapToObj(i -> copied("a", row("" + i, "x")))
                        .toArray(VEvent[]::new);
        VStreamDecoder decoder = decoder(beforeCopy);
        decoder.decode(response(event(BEGIN), copiedField("a"), vgtid(gtid(5), "a", null)));

        assertThat(decode(decoder, rows)).isEmpty();
        assertThat(decode(decoder, vgtid(gtid(5), "a", "999"), event(COMMIT)))
                .singleElement()
                .satisfies(batch -> assertThat(batch.changes()).hasSize(ROWS));
    }

    @Test
    void aTableWithoutPrimaryKeyIsHandedOverWholeSoThatItsCopyCanStartOver() {
        VStreamDecoder decoder = decoder(ShardPosition.beforeCopy(List.of("a")));
        VEvent keyless = copiedFields("a", column("x", Type.INT32, "int", 63, 0));

        assertThat(decode(decoder, event(BEGIN), keyless, vgtid(gtid(5), "a", null))).isEmpty();
        assertThat(decode(decoder, copied("a", row("1")), vgtid(gtid(5), "a", "1"), event(COMMIT)))
                .isEmpty();
        assertThat(
                        decode(
                                decoder,
                                event(BEGIN),
                                copied("a", row("1")),
                                vgtid(gtid(5), "a", "1"),
                                event(COMMIT)))
                .isEmpty();
        assertThat(decode(decoder, event(BEGIN), vgtid(gtid(5)), event(COMMIT)))
                .singleElement()
                .satisfies(batch -> assertThat(batch.changes()).hasSize(2))
                .satisfies(
                        batch ->
                                assertThat(batch.after())
                                        .isEqualTo(ShardPosition.inLog(gtid(5), List.of("a"))));
    }

    @Test
    void aTableThatIsTooLargeToBeHeldIsHandedOverInBatches() {
        VStreamDecoder decoder = decoder(ShardPosition.beforeCopy(List.of("a")));
        VEvent keyless = copiedFields("a", column("x", Type.VARCHAR, "text", 63, 0));
        String large = "x".repeat(33 << 20);
        decode(decoder, event(BEGIN), keyless, copied("a", row(large)));

        assertThat(decode(decoder, vgtid(gtid(5), "a", "1"), event(COMMIT)))
                .singleElement()
                .satisfies(batch -> assertThat(batch.after().tableToCopy()).contains("a"));
    }

    @Test
    void aBatchEndsWhereTheReadingEnds() {
        VStreamDecoder decoder =
                new VStreamDecoder(
                        Decoders.SHARD,
                        IN_LOG,
                        new AtGtid(GtidSet.parse(gtid(8))),
                        Selection.all(),
                        new FixedCollations(Map.of()),
                        Decoders.HOLDS);
        decoder.decode(response(transaction(7, 1)));
        List<ChangeBatch> batches = new ArrayList<>(decode(decoder, transaction(8, 1)));
        batches.addAll(decode(decoder, transaction(9, 1)));

        assertThat(batches.get(0).after()).isEqualTo(position(8));
        assertThat(batches.get(0).changes()).hasSize(2);
    }

    @Test
    void rowsAreNotCountedOffUnderOtherRules() {
        ShardPosition open =
                new ShardPosition(
                                IN_LOG.gtid(), ShardPosition.inLog("g", List.of("a", "b")).tables())
                        .withOpenTransaction("u:7", 256);

        assertThatThrownBy(() -> decoder(open.withTables(List.of("a"))))
                .isInstanceOf(StreamFormatException.class)
                .hasMessageContaining("shop/-80")
                .hasMessageContaining("inside transaction u:7, 256 rows")
                .hasMessageContaining("'table-name'");
        // A table that is yet to be copied has no rows in the transaction.
        assertThat(decode(open.withTables(List.of("a", "b", "c")))).isEmpty();
    }

    @Test
    void rowsAreNotCountedOffUnderAnotherCondition() {
        ShardPosition open = IN_LOG.withWhere("`id` > 5").withOpenTransaction("u:7", 256);

        assertThat(decode(open)).isEmpty();
        assertThatThrownBy(() -> decoder(open.withWhere("`id` > 6")))
                .hasMessageContaining("inside transaction u:7, 256 rows");
    }

    @Test
    void anotherTransactionThanTheOpenOneIsRefused() {
        ShardPosition open = IN_LOG.withOpenTransaction(gtidOf(7), 256);

        assertThatThrownBy(() -> decode(open, transaction(8, ROWS)))
                .hasMessageContaining(gtidOf(7))
                .hasMessageContaining(gtidOf(8))
                .hasMessageContaining("replica_preserve_commit_order");
    }

    @Test
    void aTransactionThatHasBecomeShorterIsRefused() {
        ShardPosition open = IN_LOG.withOpenTransaction(gtidOf(7), 256);

        assertThatThrownBy(() -> decode(open, transaction(7, 255)))
                .hasMessageContaining("256 rows of transaction")
                .hasMessageContaining("now it has 255");
    }

    @Test
    void theFingerprintOfRulesIsStored() {
        assertThat(TableRules.fingerprint(List.of("b", "a"), ""))
                .isEqualTo(TableRules.fingerprint(List.of("a", "b"), ""))
                .isEqualTo("c8889021804cfe33")
                .isNotEqualTo(TableRules.fingerprint(List.of("a"), ""));
        assertThat(TableRules.fingerprint(List.of("a", "b"), "`id` > 5"))
                .isEqualTo("24ed75d5c1687b08");
    }

    private static VEvent[] transaction(int number, int rows) {
        List<VEvent> events = new ArrayList<>(List.of(begun(number, rows)));
        events.add(vgtid(gtid(number)));
        events.add(event(COMMIT));
        return events.toArray(VEvent[]::new);
    }

    private static VEvent[] begun(int rows) {
        return begun(7, rows);
    }

    private static VEvent[] begun(int number, int rows) {
        RowChange[] changes =
                IntStream.range(0, rows)
                        .mapToObj(i -> change(null, row("" + i, "x")))
                        .toArray(RowChange[]::new);
        return new VEvent[] {event(BEGIN), field("a"), logged(gtidOf(number), "a", changes)};
    }

    private static List<String> ids(List<ChangeBatch> batches) {
        return batches.stream()
                .flatMap(batch -> batch.changes().stream())
                .map(change -> change.after().orElseThrow().bytes("id"))
                .map(id -> new String(id, StandardCharsets.UTF_8))
                .toList();
    }

    private static ShardPosition position(int last) {
        return ShardPosition.inLog(gtid(last), List.of("a")).withSchemas(schemas("a"));
    }

    private static String gtid(int last) {
        return "MySQL56/" + UUID + ":1-" + last;
    }

    private static String gtidOf(int number) {
        return UUID + ":" + number;
    }
}
