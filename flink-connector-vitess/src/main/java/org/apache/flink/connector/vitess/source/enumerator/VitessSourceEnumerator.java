// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.util.FlinkRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Discovers the keyspace's shards and gives each to a reader.
 *
 * <p>A split's way: discovered once per job, unassigned until all readers are there, assigned, and
 * from the next checkpoint on kept by its reader. It comes back unassigned when that reader fails
 * before. Every method runs in the coordinator thread; what blocks goes through {@code callAsync}.
 */
@Internal
public final class VitessSourceEnumerator
        implements SplitEnumerator<VitessSplit, VitessEnumeratorState> {

    private static final Logger LOG = LoggerFactory.getLogger(VitessSourceEnumerator.class);

    private final VitessSourceConfig config;
    private final SplitEnumeratorContext<VitessSplit> context;
    private final SortedMap<String, VitessSplit> unassigned = new TreeMap<>();
    private boolean discovered;

    /** An enumerator for a job without state. */
    public VitessSourceEnumerator(
            VitessSourceConfig config, SplitEnumeratorContext<VitessSplit> context) {
        this(config, context, new VitessEnumeratorState(List.of(), false, List.of()));
    }

    /**
     * An enumerator that goes on from a checkpoint.
     *
     * @throws IllegalArgumentException if the job captures other tables than the checkpoint
     */
    public VitessSourceEnumerator(
            VitessSourceConfig config,
            SplitEnumeratorContext<VitessSplit> context,
            VitessEnumeratorState state) {
        if (state.discovered() && !state.tablePatterns().equals(config.tables().patterns())) {
            throw new IllegalArgumentException(
                    String.format(
                            "The restored state captures the tables %s of keyspace '%s', the job"
                                    + " %s: this version cannot change 'table-name' (tableList) of a restored"
                                    + " job; set it back, or start anew without state",
                            state.tablePatterns(), config.keyspace(), config.tables().patterns()));
        }
        this.config = config;
        this.context = context;
        this.discovered = state.discovered();
        state.unassigned().forEach(split -> unassigned.put(split.splitId(), split));
    }

    @Override
    public void start() {
        if (!discovered) {
            context.callAsync(() -> ShardDiscovery.discover(config), this::onDiscovered);
        }
    }

    private void onDiscovered(List<VitessSplit> splits, Throwable failure) {
        if (failure instanceof RuntimeException explained) {
            throw explained;
        } else if (failure != null) {
            throw new FlinkRuntimeException("Cannot discover the shards", failure);
        }
        LOG.info("Keyspace {}: {}", config.keyspace(), splits);
        discovered = true;
        splits.forEach(split -> unassigned.put(split.splitId(), split));
        assign();
    }

    @Override
    public void addReader(int subtaskId) {
        assign();
    }

    @Override
    public void addSplitsBack(List<VitessSplit> splits, int subtaskId) {
        splits.forEach(split -> unassigned.put(split.splitId(), split));
    }

    /** Deals the unassigned splits out in turn, once every reader is there, so the load is even. */
    private void assign() {
        int readers = context.currentParallelism();
        if (unassigned.isEmpty() || context.registeredReaders().size() < readers) {
            return;
        }
        Map<Integer, List<VitessSplit>> assignment = new HashMap<>();
        int next = 0;
        for (VitessSplit split : unassigned.values()) {
            assignment.computeIfAbsent(next++ % readers, reader -> new ArrayList<>()).add(split);
        }
        LOG.info("Assigning {} splits to {} readers", unassigned.size(), readers);
        context.assignSplits(new SplitsAssignment<>(assignment));
        unassigned.clear();
    }

    @Override
    public void handleSplitRequest(int subtaskId, String requesterHostname) {
        // Splits are pushed; readers do not ask for them.
    }

    @Override
    public VitessEnumeratorState snapshotState(long checkpointId) {
        return new VitessEnumeratorState(
                config.tables().patterns(), discovered, List.copyOf(unassigned.values()));
    }

    @Override
    public void close() {}
}
