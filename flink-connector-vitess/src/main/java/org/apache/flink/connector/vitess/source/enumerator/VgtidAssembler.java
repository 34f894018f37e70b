// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.connector.vitess.position.Vgtid;
import org.apache.flink.connector.vitess.source.event.PositionReport;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * Puts the VGTID of the keyspace together: what all readers report of one checkpoint, and the
 * splits that the enumerator itself had in it.
 *
 * <p>A split is in exactly one place in a checkpoint, so what is put together is a position of
 * every shard. Only the newest checkpoints count: older ones are dropped once a newer one is
 * complete.
 */
final class VgtidAssembler {

    /** The splits of one checkpoint. */
    private static final class Checkpoint {
        private final List<VitessSplit> unassigned;
        private final Map<Integer, List<VitessSplit>> byReader = new HashMap<>();

        Checkpoint(List<VitessSplit> unassigned) {
            this.unassigned = unassigned;
        }

        /** Empty where it would be no start: before the first position, and behind the end. */
        Optional<Vgtid> vgtid() {
            List<VitessSplit> splits = new ArrayList<>(unassigned);
            byReader.values().forEach(splits::addAll);
            return splits.isEmpty()
                            || splits.stream().anyMatch(split -> split.position().gtid().isEmpty())
                    ? Optional.empty()
                    : Optional.of(Vgtids.of(splits));
        }
    }

    /** More checkpoints are not under way at a time; the oldest is given up. */
    private static final int CHECKPOINTS = 16;

    private final SortedMap<Long, Checkpoint> checkpoints = new TreeMap<>();

    /** Notes the enumerator's part of a checkpoint. */
    void snapshot(long checkpointId, List<VitessSplit> unassigned) {
        checkpoints.put(checkpointId, new Checkpoint(unassigned));
        if (checkpoints.size() > CHECKPOINTS) {
            checkpoints.remove(checkpoints.firstKey());
        }
    }

    /** Drops a checkpoint that failed. */
    void abort(long checkpointId) {
        checkpoints.remove(checkpointId);
    }

    /**
     * Notes a reader's part of a completed checkpoint.
     *
     * @param readers how many readers there are
     * @return the VGTID, if this was the last part, and each shard has a position
     */
    Optional<Vgtid> report(int reader, PositionReport report, int readers) {
        Checkpoint checkpoint = checkpoints.get(report.checkpointId());
        if (checkpoint == null) {
            return Optional.empty();
        }
        checkpoint.byReader.put(reader, report.splits());
        if (checkpoint.byReader.size() < readers) {
            return Optional.empty();
        }
        checkpoints.headMap(report.checkpointId() + 1).clear();
        return checkpoint.vgtid();
    }
}
