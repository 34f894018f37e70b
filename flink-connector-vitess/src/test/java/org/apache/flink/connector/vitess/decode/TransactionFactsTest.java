// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import static org.apache.flink.connector.vitess.decode.Decoders.HOLDS;
import static org.apache.flink.connector.vitess.decode.Decoders.SHARD;
import static org.apache.flink.connector.vitess.decode.Decoders.decoder;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.BEGIN;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.COMMIT;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.JOURNAL;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.OTHER;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.ROWS_QUERY;
import static org.apache.flink.connector.vitess.testing.Responses.change;
import static org.apache.flink.connector.vitess.testing.Responses.column;
import static org.apache.flink.connector.vitess.testing.Responses.copied;
import static org.apache.flink.connector.vitess.testing.Responses.copiedField;
import static org.apache.flink.connector.vitess.testing.Responses.copiedFields;
import static org.apache.flink.connector.vitess.testing.Responses.event;
import static org.apache.flink.connector.vitess.testing.Responses.field;
import static org.apache.flink.connector.vitess.testing.Responses.logged;
import static org.apache.flink.connector.vitess.testing.Responses.row;
import static org.apache.flink.connector.vitess.testing.Responses.schemas;
import static org.apache.flink.connector.vitess.testing.Responses.vgtid;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.TransactionBoundary;
import org.apache.flink.connector.vitess.decode.ChangeBatch.PlacedBoundary;
import org.apache.flink.connector.vitess.position.EndPosition.Never;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy.NotStarted;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.KeyspaceShard;
import org.apache.flink.connector.vitess.proto.binlogdata.MigrationType;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.junit.jupiter.api.Test;

/** What the changes of a transaction know of it, and where its boundaries are. */
class TransactionFactsTest {

    private static final String UUID = "8bc65c84-3fe4-11ed-a912-257f0fcdd6c9";

    private static final ShardPosition IN_LOG =
            ShardPosition.inLog(gtids(6), List.of("a", "b")).withSchemas(schemas("a", "b"));

    private static final int ROWS = 1_000;

    @Test
    void placesAreCountedFromOneOverAllCuts() {
        assertThat(orders(decode(IN_LOG, large(7))))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, ROWS).boxed().toList());
    }

    @Test
    void fromEachCutOnThePlacesAndTheVgtidAreTheSame() {
        List<ChangeBatch> batches = decode(IN_LOG, large(7));
        assertThat(batches).hasSizeGreaterThan(3);

        for (int cut = 0; cut < batches.size() - 1; cut++) {
            List<ChangeBatch> rest = decode(batches.get(cut).after(), large(7));

            assertThat(facts(rest))
                    .as("after batch %d", cut)
                    .isEqualTo(facts(batches.subList(cut + 1, batches.size())));
        }
    }

    @Test
    void eachTableHasPlacesOfItsOwnAndEachTransactionBeginsAtOne() {
        List<ChangeBatch> batches =
                decode(
                        IN_LOG,
                        transaction(7, rows(7, "a", 1, 2), rows(7, "b", 3), rows(7, "a", 4)),
                        transaction(8, rows(8, "b", 5), rows(8, "a", 6)));

        assertThat(changes(batches))
                .extracting(change -> change.transactionOrder() + "/" + change.tableOrder())
                .containsExactly("1/1", "2/2", "3/1", "4/3", "1/1", "2/1");
    }

    @Test
    void theVgtidIsThatOfTheCommitEvenBeforeItComes() {
        List<ChangeBatch> batches =
                decode(IN_LOG, transaction(7, rows(7, "a", 1)), other(8), large(9));

        assertThat(changes(batches).get(0).source().gtidsAfter()).contains(gtids(7));
        assertThat(changes(batches).subList(1, ROWS + 1))
                .allMatch(change -> change.source().gtidsAfter().equals(Optional.of(gtids(9))));
    }

    @Test
    void rowsOfTablesThatAreToBeCopiedAreNotCounted() {
        ShardPosition start = IN_LOG.withTable("b", new NotStarted());

        List<ChangeBatch> batches =
                decode(start, transaction(7, rows(7, "a", 1), rows(7, "b", 2), rows(7, "a", 3)));

        assertThat(orders(batches)).containsExactly(1L, 2L);
        assertThat(changes(batches)).allMatch(c -> c.source().gtidsAfter().isEmpty());
    }

    @Test
    void aCopiedRowHasNoPlaceAndNoVgtid() {
        List<ChangeBatch> batches =
                decode(ShardPosition.beforeCopy(List.of("a")), firstCopied("a"));

        assertThat(changes(batches))
                .singleElement()
                .returns(0L, RowChange::transactionOrder)
                .returns(0L, RowChange::tableOrder)
                .returns(Optional.empty(), change -> change.source().gtidsAfter());
    }

    @Test
    void withoutGtidsOfTransactionsThereIsNoVgtid() {
        VEvent row = logged("", "a", change(null, row("1", "x")));

        List<ChangeBatch> batches = boundaries(IN_LOG, transaction(7, field("a"), row));

        assertThat(changes(batches)).allMatch(c -> c.source().gtidsAfter().isEmpty());
        assertThat(lines(batches)).containsExactly("1");
    }

    @Test
    void aChangeHasTheStatementThatIsLoggedBeforeIt() {
        List<ChangeBatch> batches =
                decode(
                        IN_LOG,
                        transaction(
                                7,
                                rowsQuery("first"),
                                rows(7, "a", 1, 2),
                                rowsQuery("second"),
                                rows(7, "a", 3)),
                        transaction(8, rows(8, "a", 4)));

        assertThat(changes(batches))
                .extracting(change -> change.source().rowsQuery())
                .containsExactly("first", "first", "second", "");
    }

    @Test
    void aCopiedRowHasNoStatement() {
        ShardPosition inCopy = IN_LOG.withTable("b", new NotStarted());

        assertThat(
                        changes(
                                decode(
                                        inCopy,
                                        new VEvent[] {rowsQuery("of another table")},
                                        firstCopied("b"))))
                .isNotEmpty()
                .allMatch(change -> change.source().rowsQuery().isEmpty());
    }

    private static VEvent rowsQuery(String statement) {
        return event(ROWS_QUERY).toBuilder().setStatement(statement).build();
    }

    @Test
    void boundariesAreAroundTheChangesOfTheirTransaction() {
        List<ChangeBatch> batches =
                boundaries(
                        IN_LOG,
                        transaction(7, rows(7, "a", 1, 2), rows(7, "b", 3)),
                        other(8),
                        transaction(9, rows(9, "b", 4)));

        assertThat(lines(batches))
                .containsExactly(
                        "BEGIN 7",
                        "1",
                        "2",
                        "3",
                        "END 7 {a=2, b=1}",
                        "BEGIN 9",
                        "1",
                        "END 9 {b=1}");
    }

    @Test
    void boundariesAreLeftOutWhereTheyAreNotWanted() {
        assertThat(decode(IN_LOG, large(7))).allMatch(batch -> batch.boundaries().isEmpty());
    }

    @Test
    void fromEachCutOnTheBoundariesComeOnceAndCountTheWholeTransaction() {
        VEvent[][] events = {large(7), transaction(8, rows(8, "b", 1))};
        List<ChangeBatch> batches = boundaries(IN_LOG, events);
        List<String> whole = lines(batches);
        assertThat(whole)
                .startsWith("BEGIN 7", "1")
                .endsWith("END 7 {a=" + ROWS + "}", "BEGIN 8", "1", "END 8 {b=1}");

        for (int cut = 0; cut < batches.size() - 1; cut++) {
            List<ChangeBatch> emitted = new ArrayList<>(batches.subList(0, cut + 1));
            emitted.addAll(boundaries(batches.get(cut).after(), events));

            assertThat(lines(emitted)).as("after batch %d", cut).isEqualTo(whole);
        }
    }

    @Test
    void anEndWhoseChangesAllCameOutBeforeComesAlone() {
        VEvent[] exact = transaction(7, many(7, BatchCutter.ROWS));
        List<ChangeBatch> batches = boundaries(IN_LOG, exact);
        assertThat(batches).extracting(batch -> batch.changes().size()).containsExactly(256, 0);

        assertThat(lines(boundaries(batches.get(0).after(), exact)))
                .containsExactly("END 7 {a=256}");
    }

    @Test
    void aTransactionThatIsSentAgainBeginsOnce() {
        VEvent[] events = transaction(7, many(7, 300));
        VEvent[] cut = Arrays.copyOf(events, events.length - 2);

        assertThat(lines(boundaries(IN_LOG, cut, events)))
                .isEqualTo(lines(boundaries(IN_LOG, events)));
    }

    @Test
    void whileACopyIsUnderWayThereAreNoBoundaries() {
        ShardPosition inCopy =
                boundaries(IN_LOG.withTable("b", new NotStarted()), firstCopied("b"))
                        .get(0)
                        .after();
        VEvent[] events = transaction(7, rows(7, "a", 1), rows(7, "b", 1, 2));
        events[events.length - 2] = vgtid(gtids(7), "b", "1");

        assertThat(lines(boundaries(inCopy, events))).containsExactly("1", "2");
    }

    @Test
    void aTableThatIsToBeCopiedLeavesTheBoundariesOfTheOthers() {
        ShardPosition start = IN_LOG.withTable("b", new NotStarted());

        assertThat(lines(boundaries(start, transaction(7, rows(7, "a", 1)))))
                .containsExactly("BEGIN 7", "1", "END 7 {a=1}");
    }

    /** The copied rows of b are held, and left out where the shard ends within its copy. */
    @Test
    void whereHeldRowsAreLeftOutBoundariesStayAroundTheirChanges() {
        VEvent[] held = {
            event(BEGIN),
            copiedFields("b", column("x", Type.INT32, "int", 63, 0)),
            copied("b", row("1"), row("2")),
            vgtid(gtids(6), "b", "1"),
            event(COMMIT)
        };
        VEvent[] logged = transaction(7, rows(7, "a", 1, 2));
        logged[logged.length - 2] = vgtid(gtids(7), "b", "1");
        VEvent[] end = {
            event(BEGIN),
            event(JOURNAL).toBuilder()
                    .setJournal(
                            Journal.newBuilder()
                                    .setId(42)
                                    .setMigrationType(MigrationType.SHARDS)
                                    .addShardGtids(
                                            ShardGtid.newBuilder()
                                                    .setKeyspace("shop")
                                                    .setShard("-")
                                                    .setGtid(gtids(3)))
                                    .addParticipants(
                                            KeyspaceShard.newBuilder()
                                                    .setKeyspace("shop")
                                                    .setShard("-80")))
                    .build(),
            vgtid(gtids(8), "b", "1"),
            event(COMMIT)
        };

        List<ChangeBatch> batches =
                boundaries(IN_LOG.withTable("b", new NotStarted()), held, logged, end);

        assertThat(batches).last().matches(batch -> batch.journal().isPresent());
        assertThat(lines(batches)).containsExactly("BEGIN 7", "1", "2", "END 7 {a=2}");
    }

    private static List<ChangeBatch> boundaries(ShardPosition start, VEvent[]... events) {
        VStreamDecoder decoder =
                new VStreamDecoder(
                        SHARD,
                        start,
                        new Never(),
                        new Selection(table -> List.of(), true, true),
                        new FixedCollations(Map.of()),
                        HOLDS);
        return Decoders.decode(decoder, flat(events));
    }

    private static List<ChangeBatch> decode(ShardPosition start, VEvent[]... events) {
        return Decoders.decode(decoder(start), flat(events));
    }

    private static VEvent[] flat(VEvent[]... events) {
        return Stream.of(events).flatMap(Stream::of).toArray(VEvent[]::new);
    }

    /** The places of the changes, and the boundaries between them. */
    private static List<String> lines(List<ChangeBatch> batches) {
        List<String> lines = new ArrayList<>();
        for (ChangeBatch batch : batches) {
            int start = lines.size();
            batch.changes().forEach(change -> lines.add("" + change.transactionOrder()));
            int added = 0;
            for (PlacedBoundary placed : batch.boundaries()) {
                lines.add(start + placed.index() + added++, line(placed.boundary()));
            }
        }
        return lines;
    }

    private static String line(TransactionBoundary boundary) {
        String gtid = boundary.source().gtid();
        return boundary.kind()
                + gtid.substring(UUID.length()).replace(':', ' ')
                + (boundary.changes().isEmpty() ? "" : " " + boundary.changes());
    }

    private static List<String> facts(List<ChangeBatch> batches) {
        return changes(batches).stream()
                .map(
                        change ->
                                change.transactionOrder()
                                        + " "
                                        + change.tableOrder()
                                        + " "
                                        + change.source().gtidsAfter().orElseThrow())
                .toList();
    }

    private static List<Long> orders(List<ChangeBatch> batches) {
        return changes(batches).stream().map(RowChange::transactionOrder).toList();
    }

    private static List<RowChange> changes(List<ChangeBatch> batches) {
        return batches.stream().flatMap(batch -> batch.changes().stream()).toList();
    }

    /** A transaction of rows of table a, as many events as rows. */
    private static VEvent[] large(int transaction) {
        return transaction(transaction, many(transaction, ROWS));
    }

    private static VEvent[] transaction(int number, VEvent... rows) {
        List<VEvent> events = new ArrayList<>(List.of(event(BEGIN), field("a"), field("b")));
        events.addAll(List.of(rows));
        events.add(vgtid(gtids(number)));
        events.add(event(COMMIT));
        return events.toArray(VEvent[]::new);
    }

    private static VEvent[] other(int number) {
        return new VEvent[] {vgtid(gtids(number)), event(OTHER)};
    }

    private static VEvent[] firstCopied(String table) {
        return new VEvent[] {
            event(BEGIN),
            copiedField(table),
            copied(table, row("1", "x")),
            vgtid(gtids(6), table, "1"),
            event(COMMIT)
        };
    }

    /** Inserts in one event. */
    private static VEvent rows(int transaction, String table, int... ids) {
        VEvent.Builder event = logged(UUID + ":" + transaction, table).toBuilder();
        for (int id : ids) {
            event.getRowEventBuilder().addRowChanges(change(null, row(Integer.toString(id), "x")));
        }
        return event.build();
    }

    /** Inserts into table a, each an event of its own. */
    private static VEvent[] many(int transaction, int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        id ->
                                logged(
                                        UUID + ":" + transaction,
                                        "a",
                                        change(null, row(Integer.toString(id), "x"))))
                .toArray(VEvent[]::new);
    }

    private static String gtids(int last) {
        return "MySQL56/" + UUID + ":1-" + last;
    }
}
