// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.random.Change.Row;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each oracle sees the faults that it is there for. */
class OraclesTest {

    /** Row 1 is copied at #4; then #5 inserts row 2, #6 changes both, #7 row 1 again. */
    private static final List<Change> CHANGES =
            List.of(
                    change(0, null, row(1, 3)),
                    change(5, null, row(2, 1)),
                    change(6, row(1, 3), row(1, 4)),
                    change(6, row(2, 1), row(2, 2)),
                    change(7, row(1, 4), row(1, 5)));

    private static final Map<String, String> ROWS = Map.of("0/t/1", "1|5", "0/t/2", "2|2");

    private static final List<Consumer<List<Change>>> ORACLES =
            List.of(
                    changes -> Oracles.changelogAndRows(changes, Map.of(), ROWS),
                    Oracles::ledger,
                    Oracles::orderAndAtomic,
                    changes -> Oracles.complete(changes, CHANGES, Map.of("0/t", 4L)));

    @Test
    void allOraclesHoldWithoutAFault() {
        assertThatCode(() -> verify(CHANGES)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aDroppedChangeIsSeen(int index) {
        assertFault("CHANGELOG|EQ", changes -> changes.remove(index));
        if (!CHANGES.get(index).copied()) {
            assertFault("COMPLETE", changes -> changes.remove(index));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
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
    @ValueSource(ints = {1, 2, 3, 4})
    void aCutOffEndIsSeen(int length) {
        Consumer<List<Change>> cut = changes -> changes.subList(length, changes.size()).clear();
        assertFault("EQ", cut);
        assertFault("COMPLETE", cut);
    }

    @Test
    void aLostInsertAndDeleteAreSeen() {
        List<Change> written = new ArrayList<>(CHANGES);
        written.add(1, change(5, null, row(3, 1)));
        written.add(2, change(5, row(3, 1), null));
        assertThatThrownBy(() -> Oracles.complete(CHANGES, written, Map.of("0/t", 4L)))
                .hasMessageStartingWith("COMPLETE: ");
    }

    @Test
    void copiedRowsWithinATransactionAreSeen() {
        assertFault("ATOMIC", changes -> changes.add(3, change(0, null, row(4, 1))));
    }

    @Test
    void aSplitThatIsMissingOrThereTwiceIsSeen() {
        Progress progress = new Progress(List.of("0"));
        assertThatThrownBy(() -> progress.checkpoint(List.of(), true))
                .hasMessageStartingWith("SPLITS: ");
        assertThatThrownBy(() -> progress.checkpoint(List.of(split(4), split(4)), true))
                .hasMessageStartingWith("SPLITS: ");
    }

    @Test
    void aPositionThatGoesBackIsSeen() {
        Progress progress = new Progress(List.of("0"));
        progress.checkpoint(List.of(), false);
        progress.checkpoint(List.of(split(4)), true);
        progress.checkpoint(List.of(split(4)), true);
        assertThatThrownBy(() -> progress.checkpoint(List.of(split(3)), true))
                .hasMessageStartingWith("POS: ");
    }

    @Test
    void aCopyThatStartsAgainIsSeen() {
        Progress progress = new Progress(List.of("0"));
        progress.checkpoint(List.of(split(4)), true);
        VitessSplit again =
                new VitessSplit(new Shard("k", "0"), ShardPosition.beforeCopy(List.of("t")));
        assertThatThrownBy(() -> progress.checkpoint(List.of(again), true))
                .hasMessageStartingWith("POS: ");
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

    private static VitessSplit split(long number) {
        String gtid = "MySQL56/8bc65c84-3fe4-11ed-a912-257f0fcdd6c9:1-" + number;
        return new VitessSplit(new Shard("k", "0"), ShardPosition.inLog(gtid, List.of("t")));
    }

    private static Change change(long transaction, Row before, Row after) {
        return new Change("0", "t", transaction, before, after);
    }

    private static Row row(int key, long version) {
        return new Row(Integer.toString(key), version, key + "|" + version);
    }
}
