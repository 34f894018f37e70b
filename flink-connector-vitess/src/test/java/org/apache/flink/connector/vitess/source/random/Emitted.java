// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** All that came out, in order, and by whom: exactly-once state that follows the checkpoints. */
final class Emitted {

    private record Entry(long number, int subtask, Change change) {}

    private final List<Entry> entries = new ArrayList<>();
    private long next;

    /** How many changes ever came out, those cut off since included. */
    long mark() {
        return next;
    }

    List<Change> changes() {
        return entries.stream().map(Entry::change).toList();
    }

    /** Forgets what came out after the marks: all subtasks start again from a checkpoint. */
    void cutBack(long[] marks) {
        keep((subtask, number) -> number < marks[subtask]);
    }

    /** Forgets what one subtask put out after its mark. */
    void cutBack(int failed, long mark) {
        keep((subtask, number) -> subtask != failed || number < mark);
    }

    private void keep(BiPredicate<Integer, Long> kept) {
        entries.removeIf(entry -> !kept.test(entry.subtask(), entry.number()));
    }

    ReaderOutput<Change> outputOf(int subtask) {
        return new Output(subtask);
    }

    private final class Output implements ReaderOutput<Change> {

        private final int subtask;

        Output(int subtask) {
            this.subtask = subtask;
        }

        @Override
        public void collect(Change change) {
            entries.add(new Entry(next++, subtask, change));
        }

        @Override
        public void collect(Change change, long timestamp) {
            collect(change);
        }

        @Override
        public SourceOutput<Change> createOutputForSplit(String splitId) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String splitId) {}

        @Override
        public void emitWatermark(Watermark watermark) {}

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}
    }
}
