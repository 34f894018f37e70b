// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.connector.vitess.source.event.PositionReport;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * Assembles what a checkpoint holds: the splits that all readers report for it, and those that the
 * enumerator itself had in it.
 *
 * <p>A split is in exactly one place in a checkpoint. Only the newest checkpoints count: older ones
 * are dropped once a newer one is complete.
 */
final class CheckpointAssembler {

    /**
     * A checkpoint whose parts are all known.
     *
     * @param state the enumerator's part
     * @param splits the splits of all readers, and those of the enumerator
     */
    record AssembledCheckpoint(VitessEnumeratorState state, List<VitessSplit> splits) {}

    /** The parts of one checkpoint. */
    private static final class Checkpoint {
        private final VitessEnumeratorState state;
        private final Map<Integer, List<VitessSplit>> byReader = new HashMap<>();

        Checkpoint(VitessEnumeratorState state) {
            this.state = state;
        }

        AssembledCheckpoint assembled() {
            List<VitessSplit> splits = new ArrayList<>(state.unassigned());
            byReader.values().forEach(splits::addAll);
            return new AssembledCheckpoint(state, splits);
        }
    }

    /** No more checkpoints than this are under way at a time; the oldest is given up. */
    private static final int CHECKPOINTS = 16;

    private final SortedMap<Long, Checkpoint> checkpoints = new TreeMap<>();

    /** Notes the enumerator's part of a checkpoint. */
    void snapshot(long checkpointId, VitessEnumeratorState state) {
        checkpoints.put(checkpointId, new Checkpoint(state));
        if (checkpoints.size() > CHECKPOINTS) {
            checkpoints.remove(checkpoints.firstKey());
        }
    }

    /** The enumerator's part of a checkpoint, if it is not given up or known as whole. */
    Optional<VitessEnumeratorState> state(long checkpointId) {
        return Optional.ofNullable(checkpoints.get(checkpointId))
                .map(checkpoint -> checkpoint.state);
    }

    /** Drops a checkpoint that failed. */
    void abort(long checkpointId) {
        checkpoints.remove(checkpointId);
    }

    /**
     * Notes a reader's part of a completed checkpoint.
     *
     * @param readers how many readers there are
     * @return the checkpoint, if this was the last part
     */
    Optional<AssembledCheckpoint> report(int reader, PositionReport report, int readers) {
        Checkpoint checkpoint = checkpoints.get(report.checkpointId());
        if (checkpoint == null) {
            return Optional.empty();
        }
        checkpoint.byReader.put(reader, report.splits());
        if (checkpoint.byReader.size() < readers) {
            return Optional.empty();
        }
        checkpoints.headMap(report.checkpointId() + 1).clear();
        return Optional.of(checkpoint.assembled());
    }
}
