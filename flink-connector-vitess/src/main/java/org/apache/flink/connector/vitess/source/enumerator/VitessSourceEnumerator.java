// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.decode.VgtidJson;
import org.apache.flink.connector.vitess.position.Vgtid;
import org.apache.flink.connector.vitess.source.event.CopyReport;
import org.apache.flink.connector.vitess.source.event.PositionReport;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.util.FlinkRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Discovers the keyspace's shards, gives each to a reader, and puts the VGTID of all together.
 *
 * <p>A split's way: discovered once per job, unassigned until all readers are there, assigned, and
 * from the next checkpoint on kept by its reader. It comes back unassigned when that reader fails
 * before. Every method runs in the coordinator thread; what blocks goes through {@code callAsync}.
 */
@Internal
public final class VitessSourceEnumerator
        implements SplitEnumerator<VitessSplit, VitessEnumeratorState> {

    private static final Logger LOG = LoggerFactory.getLogger(VitessSourceEnumerator.class);

    /** How often the VGTID is logged at most. */
    private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

    private final VitessSourceConfig config;
    private final SplitEnumeratorContext<VitessSplit> context;
    private final LongSupplier nanoTime;
    private final SortedMap<String, VitessSplit> unassigned = new TreeMap<>();
    private final Set<String> copying = new HashSet<>();
    private final VgtidAssembler assembler = new VgtidAssembler();
    private boolean discovered;

    /** The last VGTID that was put together, as JSON; empty before the first. */
    private String vgtid = "";

    private long nextLog;

    /**
     * An enumerator for a job without state.
     *
     * @param nanoTime a clock that bounds the log
     */
    public VitessSourceEnumerator(
            VitessSourceConfig config,
            SplitEnumeratorContext<VitessSplit> context,
            LongSupplier nanoTime) {
        this(config, context, nanoTime, new VitessEnumeratorState(List.of(), false, List.of()));
    }

    /**
     * An enumerator that goes on from a checkpoint.
     *
     * @param nanoTime a clock that bounds the log
     */
    public VitessSourceEnumerator(
            VitessSourceConfig config,
            SplitEnumeratorContext<VitessSplit> context,
            LongSupplier nanoTime,
            VitessEnumeratorState state) {
        this.config = config;
        this.context = context;
        this.nanoTime = nanoTime;
        this.nextLog = nanoTime.getAsLong();
        this.discovered = state.discovered();
        state.unassigned().forEach(split -> unassigned.put(split.splitId(), split));
    }

    @Override
    public void start() {
        context.metricGroup().setUnassignedSplitsGauge(() -> (long) unassigned.size());
        context.metricGroup().gauge("vgtid", () -> vgtid);
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
        splits.forEach(split -> setCopying(split.splitId(), split.isCopying()));
        assign();
    }

    /** Reads are behind while tables are copied; Flink may make fewer checkpoints then. */
    private void setCopying(String splitId, boolean isCopying) {
        boolean before = !copying.isEmpty();
        if (isCopying) {
            copying.add(splitId);
        } else {
            copying.remove(splitId);
        }
        if (before == copying.isEmpty()) {
            context.setIsProcessingBacklog(!copying.isEmpty());
        }
    }

    @Override
    public void handleSourceEvent(int subtaskId, SourceEvent event) {
        if (event instanceof CopyReport report) {
            setCopying(report.splitId(), report.copying());
        } else if (event instanceof PositionReport report) {
            assembler
                    .report(subtaskId, report, context.currentParallelism())
                    .ifPresent(complete -> publish(report.checkpointId(), complete));
        } else {
            throw new IllegalArgumentException("Not an event of this source: " + event);
        }
    }

    private void publish(long checkpointId, Vgtid complete) {
        vgtid = VgtidJson.write(complete);
        if (nanoTime.getAsLong() - nextLog >= 0) {
            nextLog = nanoTime.getAsLong() + LOG_INTERVAL.toNanos();
            LOG.info(
                    "Keyspace {}: VGTID of checkpoint {}: {}",
                    config.keyspace(),
                    checkpointId,
                    vgtid);
        }
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
        if (!discovered || context.registeredReaders().size() < readers) {
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
        if (config.isBounded()) {
            context.registeredReaders().keySet().forEach(context::signalNoMoreSplits);
        }
    }

    @Override
    public void handleSplitRequest(int subtaskId, String requesterHostname) {
        // Splits are pushed; readers do not ask for them.
    }

    @Override
    public VitessEnumeratorState snapshotState(long checkpointId) {
        List<VitessSplit> splits = List.copyOf(unassigned.values());
        assembler.snapshot(checkpointId, splits);
        return new VitessEnumeratorState(config.tables().patterns(), discovered, splits);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) {
        assembler.abort(checkpointId);
    }

    @Override
    public void close() {}
}
