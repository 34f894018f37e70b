// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.enumerator.Reshard;
import org.apache.flink.connector.vitess.source.enumerator.Reshard.End;
import org.apache.flink.connector.vitess.source.random.Change.Row;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each oracle sees the faults that it is there for. */
class OraclesTest {

    private static final String OLD = "8bc65c84-3fe4-11ed-a912-257f0fcdd6c9";
    private static final String NEW = "9bc65c84-3fe4-11ed-a912-257f0fcdd6c9";

    /**
     * Row 1 is copied at #4; then #5 inserts row 2, #6 changes both, #7 row 1 again. Then row 1 is
     * changed in the new shard at #3, and row 2 in the old shard, which serves again, at #9.
     */
    private static final List<Change> CHANGES =
            List.of(
                    change("", 0, null, row(1, 3)),
                    change(OLD, 5, null, row(2, 1)),
                    change(OLD, 6, row(1, 3), row(1, 4)),
                    change(OLD, 6, row(2, 1), row(2, 2)),
                    change(OLD, 7, row(1, 4), row(1, 5)),
                    change(NEW, 3, row(1, 5), row(1, 6)),
                    change(OLD, 9, row(2, 2), row(2, 3)));

    private static final Map<String, String> ROWS = Map.of("t/1", "1|6", "t/2", "2|3");

    private static final Map<String, Long> COPIED = Map.of(OLD + "/t", 4L, NEW + "/t", 2L);

    private static final Map<String, Set<String>> FORMS =
            Map.of("t/1#3", Set.of(columns(1, 3), "c9 int 63=-3"));

    private static final List<Consumer<List<Change>>> ORACLES =
            List.of(
                    changes -> Oracles.changelogAndRows(changes, Map.of(), ROWS),
                    changes -> Oracles.ledger(changes, false),
                    Oracles::orderAndAtomic,
                    changes -> Oracles.served(changes, CHANGES),
                    changes -> Oracles.complete(changes, CHANGES, COPIED),
                    changes -> Oracles.columns(changes, CHANGES, FORMS));

    private static final ReshardJournal JOURNAL =
            new ReshardJournal(
                    "k",
                    1,
                    new TreeSet<>(Set.of("0")),
                    new TreeMap<>(Map.of("-80", gtid(NEW, 2), "80-", gtid(NEW, 2))));

    @Test
    void allOraclesHoldWithoutAFault() {
        assertThatCode(() -> verify(CHANGES)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void aDroppedChangeIsSeen(int index) {
        assertFault("CHANGELOG|EQ", changes -> changes.remove(index));
        if (!CHANGES.get(index).copied()) {
            assertFault("COMPLETE", changes -> changes.remove(index));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void aRepeatedChangeIsSeen(int index) {
        Consumer<List<Change>> repeat = changes -> changes.add(index, changes.get(index));
        assertFault("CHANGELOG", repeat);
        assertFault("LEDGER", repeat);
    }

    @Test
    void swappedChangesOfARowAreSeen() {
        Consumer<List<Change>> swap = changes -> Collections.swap(changes, 2, 4);
        assertFault("CHANGELOG", swap);
        assertFault("LEDGER", swap);
        assertFault("ORDER", swap);
    }

    @Test
    void swappedChangesOfDifferentRowsAreSeen() {
        assertFault("COMPLETE", changes -> Collections.swap(changes, 2, 3));
        assertFault("ORDER", changes -> Collections.swap(changes, 3, 4));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void aCutOffEndIsSeen(int length) {
        Consumer<List<Change>> cut = changes -> changes.subList(length, changes.size()).clear();
        assertFault("EQ", cut);
        assertFault("COMPLETE", cut);
    }

    @Test
    void aLostInsertAndDeleteAreSeen() {
        List<Change> written = new ArrayList<>(CHANGES);
        written.add(1, change(OLD, 5, null, row(3, 1)));
        written.add(2, change(OLD, 5, row(3, 1), null));
        assertThatThrownBy(() -> Oracles.complete(CHANGES, written, COPIED))
                .hasMessageStartingWith("COMPLETE: ");
    }

    @Test
    void copiedRowsWithinATransactionAreSeen() {
        assertFault("ATOMIC", changes -> changes.add(3, change("", 0, null, row(4, 1))));
    }

    @Test
    void aRowsChangesOfTheOldAndTheNewShardSwappedAreSeen() {
        Consumer<List<Change>> swap = changes -> Collections.swap(changes, 4, 5);
        assertFault("CHANGELOG", swap);
        assertFault("LEDGER", swap);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void aWrongNameLabelOrSignIsSeen(int index) {
        assertWrongColumns(index, columns -> columns.replace("c0", "c1"));
        assertWrongColumns(index, columns -> columns.replaceAll("=[ab]$", "=c"));
        assertWrongColumns(index, columns -> columns.replace("=-", "=429496729"));
        assertWrongColumns(index, columns -> columns.replace("'a','b'", "'z','a','b'"));
    }

    @Test
    void aCopiedRowMayHaveTheColumnsOfAnyTime() {
        List<Change> changes = new ArrayList<>(CHANGES);
        changes.set(0, change("", 0, null, new Row("1", 3, "1|3", "c9 int 63=-3")));
        assertThatCode(() -> verify(changes)).doesNotThrowAnyException();
    }

    private static void assertWrongColumns(int index, UnaryOperator<String> wrong) {
        Change right = CHANGES.get(index);
        Row after = right.after();
        Change planted =
                new Change(
                        right.shard(),
                        right.server(),
                        right.table(),
                        right.transaction(),
                        right.before(),
                        new Row(
                                after.key(),
                                after.version(),
                                after.values(),
                                wrong.apply(after.columns())));
        assertThat(planted).isNotEqualTo(right);
        assertFault("COLUMNS", changes -> changes.set(index, planted));
    }

    @Test
    void aReplicatedChangeIsSeen() {
        Change replicated = change(OLD, 8, row(1, 5), row(1, 6));
        assertFault("SERVED", changes -> changes.add(6, replicated));
        assertFault("SERVED", changes -> changes.set(5, replicated));
        assertFault("COMPLETE", changes -> changes.set(5, replicated));
    }

    @Test
    void aShardThatContinuesTooEarlyWhenItServesAgainIsSeen() {
        assertFault("ORDER", changes -> changes.add(6, CHANGES.get(3)));
    }

    @Test
    void aSplitThatIsMissingOrThereTwiceIsSeen() {
        assertSplits(false, List.of());
        assertSplits(false, List.of(), split("0", OLD, 4), split("0", OLD, 4));
        assertSplits(false, List.of(), split("-80", OLD, 4));
        assertSplits(false, List.of(), split("0", OLD, 4), split("80-", NEW, 4));
        assertSplits(true, List.of(), split("0", OLD, 4));
    }

    @Test
    void eachTargetWaitsOrIsRead() {
        VitessSplit ended = split("0", OLD, 4).resharded(JOURNAL);
        VitessSplit left = split("-80", NEW, 2);
        VitessSplit right = split("80-", NEW, 2);

        assertSplits(true, List.of(), ended);
        assertSplits(true, List.of(reshard()), ended);
        assertSplits(true, List.of(reshard()));
        assertSplits(true, List.of(reshard("-80")), left);
        assertSplits(true, List.of(reshard("-80")), ended, left);
        assertSplits(true, List.of(reshard("-80", "80-")), ended, left, right);
        assertSplits(true, List.of(), left, right);
    }

    @Test
    void aTargetThatIsLostOrReadTwiceIsSeen() {
        VitessSplit left = split("-80", NEW, 2);
        VitessSplit right = split("80-", NEW, 2);

        assertSplits(false, List.of(), left);
        assertSplits(false, List.of(reshard("-80", "80-")), left);
        assertSplits(false, List.of(reshard("-80")));
        assertSplits(false, List.of(reshard("80-")), left, right);
        assertSplits(false, List.of(reshard("-80", "80-")), left, right, right);
        assertSplits(false, List.of(reshard("-80", "80-")), left, right, split("0", OLD, 4));
        assertSplits(false, List.of(), split("0", OLD, 4).resharded(JOURNAL), left, right);
    }

    @Test
    void aPositionThatGoesBackIsSeen() {
        Progress progress = new Progress();
        progress.checkpoint(new CheckpointedState(false, List.of(), List.of()));
        progress.checkpoint(stored(List.of(), split("0", OLD, 4)));
        progress.checkpoint(stored(List.of(), split("0", OLD, 4)));
        progress.checkpoint(stored(List.of(), split("-80", NEW, 4), split("80-", NEW, 4)));
        assertThatThrownBy(() -> progress.checkpoint(stored(List.of(), split("0", OLD, 3))))
                .hasMessageStartingWith("POS: ");
    }

    @Test
    void aLaterShardOfTheSameNameStartsOver() {
        Progress progress = new Progress();
        progress.checkpoint(stored(List.of(), split("0", OLD, 4)));
        progress.checkpoint(stored(List.of(), split("0", NEW, 3)));
        assertThat(progress.copied()).isEqualTo(Map.of(OLD + "/t", 4L, NEW + "/t", 3L));
    }

    @Test
    void allChangesAfterTheCopyOfTheOldShardsHaveToCome() {
        Progress progress = new Progress();
        progress.resharded(gtid(NEW, 2), Set.of(OLD));
        progress.checkpoint(stored(List.of(), split("0", OLD, 4)));
        progress.checkpoint(stored(List.of(), split("0", NEW, 7)));
        assertThat(progress.copied()).isEqualTo(COPIED);
    }

    @Test
    void aCopyThatStartsAgainIsSeen() {
        Progress progress = new Progress();
        progress.checkpoint(stored(List.of(), split("0", OLD, 4)));
        VitessSplit again =
                new VitessSplit(new Shard("k", "0"), ShardPosition.beforeCopy(List.of("t")));
        assertThatThrownBy(() -> progress.checkpoint(stored(List.of(), again)))
                .hasMessageStartingWith("POS: ");
    }

    private static void assertSplits(boolean hold, List<Reshard> reshards, VitessSplit... splits) {
        ThrowingCallable checkpoint = () -> new Progress().checkpoint(stored(reshards, splits));
        if (hold) {
            assertThatCode(checkpoint).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(checkpoint).hasMessageStartingWith("SPLITS: ");
        }
    }

    private static CheckpointedState stored(List<Reshard> reshards, VitessSplit... splits) {
        return new CheckpointedState(true, List.of(splits), reshards);
    }

    private static Reshard reshard(String... started) {
        return new Reshard(
                JOURNAL,
                new TreeMap<>(
                        Map.of("0", new End(split("0", OLD, 4).position(), OptionalInt.empty()))),
                new TreeSet<>(Set.of(started)));
    }

    private static String columns(int key, long version) {
        return "c0 int 63=-%d, c1 enum('a','b') 255=%s".formatted(version, key == 1 ? "a" : "b");
    }

    /** The changes with a fault; one of the named oracles must see it, all others may. */
    private static void assertFault(String oracles, Consumer<List<Change>> fault) {
        List<Change> changes = new ArrayList<>(CHANGES);
        fault.accept(changes);
        List<String> seen = new ArrayList<>();
        for (Consumer<List<Change>> oracle : ORACLES) {
            try {
                oracle.accept(changes);
            } catch (AssertionError e) {
                seen.add(e.getMessage());
            }
        }
        assertThat(seen).anyMatch(message -> message.matches("(?s)(" + oracles + ").*"));
    }

    private static void verify(List<Change> changes) {
        ORACLES.forEach(oracle -> oracle.accept(changes));
    }

    private static VitessSplit split(String shard, String server, long number) {
        return new VitessSplit(
                new Shard("k", shard), ShardPosition.inLog(gtid(server, number), List.of("t")));
    }

    private static String gtid(String server, long number) {
        return "MySQL56/" + server + ":1-" + number;
    }

    private static Change change(String server, long transaction, Row before, Row after) {
        return new Change(
                server.equals(NEW) ? "-80" : "0", server, "t", transaction, before, after);
    }

    private static Row row(int key, long version) {
        return new Row(Integer.toString(key), version, key + "|" + version, columns(key, version));
    }
}
