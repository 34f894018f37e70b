// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.Vgtid;
import org.apache.flink.connector.vitess.source.enumerator.CheckpointAssembler.AssembledCheckpoint;
import org.apache.flink.connector.vitess.source.enumerator.PendingSplits.Reported;
import org.apache.flink.connector.vitess.source.enumerator.ReshardPlanner.Start;
import org.apache.flink.connector.vitess.source.event.CopyReport;
import org.apache.flink.connector.vitess.source.event.FirstRow;
import org.apache.flink.connector.vitess.source.event.PositionReport;
import org.apache.flink.connector.vitess.source.event.ReshardReached;
import org.apache.flink.connector.vitess.source.event.ReshardStored;
import org.apache.flink.connector.vitess.source.event.ShardsAssigned;
import org.apache.flink.connector.vitess.source.metrics.SourceMetric;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.vgtid.VgtidJson;
import org.apache.flink.util.FlinkRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Discovers the keyspace's shards, gives each to a reader, replaces those that are resharded, and
 * assembles their VGTID.
 *
 * <p>A split's way: discovered once per job, unassigned until all readers are there, assigned, and
 * from the next checkpoint on kept by its reader. It comes back unassigned when that reader fails
 * before. At a journal its reader reports it, and {@link ShardTracker} and {@link ReshardPlanner}
 * take over. Every method runs in the coordinator thread; what blocks goes through {@code
 * callAsync}.
 */
@Internal
public final class VitessSourceEnumerator
        implements SplitEnumerator<VitessSplit, VitessEnumeratorState> {

    private static final Logger LOG = LoggerFactory.getLogger(VitessSourceEnumerator.class);

    /** How often, at most, the VGTID and waiting targets are logged. */
    private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

    /** How often to check what waits, and which shards serve. */
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(20);

    private final VitessSourceConfig config;
    private final SplitEnumeratorContext<VitessSplit> context;
    private final LongSupplier nanoTime;
    private final AssignedSplits assignedSplits = new AssignedSplits();
    private final CheckpointAssembler assembler = new CheckpointAssembler();
    private final WaitingTargets waiting;
    private final SharedClient client;
    private final ServingWatch watch;
    private final RiskWatch risks;
    private ReshardTimes times;
    private PendingSplits splits;

    /** The readers of a batch job that have their share. */
    private final Set<Integer> served = new HashSet<>();

    private boolean discovered;
    private boolean backlog;

    /** The readers that have asked for a split, and were given neither one nor an answer. */
    private final Set<Integer> asking = new TreeSet<>();

    /** The readers that have reported the end of a shard since all were assigned. */
    private final Set<Integer> holding = new TreeSet<>();

    /** The last VGTID, as JSON; empty before the first. */
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
        this(config, context, nanoTime, VitessEnumeratorState.fresh(), false);
    }

    /**
     * An enumerator that is restored from a checkpoint.
     *
     * @param nanoTime a clock that bounds the log
     */
    public VitessSourceEnumerator(
            VitessSourceConfig config,
            SplitEnumeratorContext<VitessSplit> context,
            LongSupplier nanoTime,
            VitessEnumeratorState state) {
        this(config, context, nanoTime, state, true);
    }

    private VitessSourceEnumerator(
            VitessSourceConfig config,
            SplitEnumeratorContext<VitessSplit> context,
            LongSupplier nanoTime,
            VitessEnumeratorState state,
            boolean restored) {
        this.config = config;
        this.context = context;
        this.nanoTime = nanoTime;
        this.nextLog = nanoTime.getAsLong();
        this.waiting = new WaitingTargets(nanoTime, restored);
        this.client = new SharedClient(config.connection());
        this.watch = new ServingWatch(config, client, nanoTime);
        this.risks = new RiskWatch(config, nanoTime);
        this.discovered = state.discovered();
        this.splits = PendingSplits.restored(state, config.tables().resnapshot());
    }

    @Override
    public void start() {
        context.metricGroup()
                .setUnassignedSplitsGauge(() -> (long) splits.unassigned().size() + waiting());
        context.metricGroup().gauge(SourceMetric.COPYING_SPLITS.key(), assignedSplits::copying);
        context.metricGroup().gauge(SourceMetric.STREAMING_SPLITS.key(), assignedSplits::streaming);
        context.metricGroup().gauge(SourceMetric.WAITING_TARGETS.key(), this::waiting);
        context.metricGroup().gauge(SourceMetric.VGTID.key(), () -> vgtid);
        times = new ReshardTimes(context.metricGroup(), nanoTime);
        if (!discovered) {
            context.callAsync(() -> ShardDiscovery.discover(config), this::onDiscovered);
        }
        long period = WATCH_INTERVAL.toMillis();
        context.callAsync(() -> true, (tick, failure) -> checkPeriodically(), period, period);
    }

    /** Looks for targets that wait for too long, and for shards that no longer serve. */
    private void checkPeriodically() {
        startTargets();
        if (!config.isBounded()) {
            Set<Shard> read = assignedSplits.shards();
            watch.question(read)
                    .ifPresent(question -> context.callAsync(question::get, watch::answer));
            lookForRisks(read);
        }
    }

    private void lookForRisks(Set<Shard> read) {
        Map<Shard, Set<String>> tables = risks.due(read);
        if (!tables.isEmpty()) {
            context.callAsync(() -> RiskWatch.ask(client.get(), config, tables), risks::answer);
        }
    }

    private long waiting() {
        return splits.tracker().reshards().values().stream()
                .mapToLong(reshard -> reshard.waiting().size())
                .sum();
    }

    private void onDiscovered(List<VitessSplit> found, Throwable failure) {
        if (failure instanceof RuntimeException explained) {
            throw explained;
        } else if (failure != null) {
            throw new FlinkRuntimeException("Cannot discover the shards", failure);
        }
        LOG.info("Keyspace {}: {}", config.keyspace(), found);
        discovered = true;
        splits = splits.plus(found);
        risks.reads(found);
        reportBacklog();
        assign();
        reportAssigned();
    }

    /**
     * The job has a backlog while tables are copied; Flink may make fewer checkpoints then. A
     * bounded job does not report it: Flink would notify all readers, and fail if one of them has
     * already ended.
     */
    private void reportBacklog() {
        if (config.isBounded()) {
            return;
        }
        boolean copying =
                assignedSplits.copying() > 0
                        || splits.unassigned().values().stream().anyMatch(VitessSplit::isCopying);
        if (copying != backlog) {
            backlog = copying;
            context.setIsProcessingBacklog(backlog);
        }
    }

    @Override
    public void handleSourceEvent(int subtaskId, SourceEvent event) {
        if (event instanceof CopyReport report) {
            assignedSplits.put(subtaskId, report.splitId(), report.copying());
            reportBacklog();
        } else if (event instanceof FirstRow row) {
            times.firstRow(row.splitId());
        } else if (event instanceof PositionReport report) {
            assembler
                    .report(subtaskId, report, context.currentParallelism())
                    .ifPresent(assembled -> onAssembled(report.checkpointId(), assembled));
        } else if (event instanceof ReshardReached reached) {
            onReached(subtaskId, reached.split());
        } else {
            throw new IllegalArgumentException("Not an event of this source: " + event);
        }
    }

    private void onReached(int reader, VitessSplit split) {
        Reported reported = splits.reached(reader, split);
        splits = reported.next();
        holding.add(reader);
        if (!reported.isStored()) {
            times.reached(split.journal().orElseThrow());
            assignedSplits.remove(reader, split.splitId());
            watch.ended(split.shard());
        } else if (context.registeredReaders().containsKey(reader)) {
            context.sendEventToSourceReader(reader, ReshardStored.of(split));
        }
        startTargets();
    }

    /** Gives the targets that may be read now to readers, as far as these are there. */
    private void startTargets() {
        List<Start> starts = waiting.plan(splits.tracker(), backlog);
        for (Start start : starts) {
            Set<Integer> readers = context.registeredReaders().keySet();
            int reader = start.reader().orElseGet(() -> assignedSplits.leastLoaded(readers));
            if (readers.size() == context.currentParallelism() && readers.contains(reader)) {
                start(reader, start);
            }
        }
        reportBacklog();
        reportAssigned();
    }

    /**
     * Answers the readers without a split, which declare themselves idle then, and those whose
     * shards ended, which hold their watermark until then, once no split waits. Only these: a
     * reader with splits may have failed already, and Flink would report the lost event as the
     * cause, instead of what the reader failed of.
     */
    private void reportAssigned() {
        boolean waits = !splits.unassigned().isEmpty() || waiting() > 0;
        boolean allRegistered = context.registeredReaders().size() == context.currentParallelism();
        if (discovered && !waits && allRegistered && !config.isBounded()) {
            asking.removeIf(assignedSplits::reads);
            holding.addAll(asking);
            holding.forEach(
                    reader -> context.sendEventToSourceReader(reader, new ShardsAssigned()));
            holding.clear();
            asking.clear();
        }
    }

    private void start(int reader, Start start) {
        VitessSplit split = new VitessSplit(start.shard(), start.position());
        LOG.info("Assigning {} of {} to reader {}", split, start.journal(), reader);
        if (start.isParticipant()) {
            LOG.warn(
                    "Shard {} is read past {}, as its copy cannot continue in a merged shard: {}",
                    start.shard(),
                    start.journal(),
                    ServingWatch.REVERSE);
        }
        splits = splits.started(start);
        times.started(start.journal(), start.shard());
        assignedSplits.put(reader, split.splitId(), split.isCopying());
        context.assignSplit(split, reader);
    }

    /** All parts of a complete checkpoint are known. */
    private void onAssembled(long checkpointId, AssembledCheckpoint assembled) {
        splits = splits.settled(assembled);
        times.retain(splits.tracker().reshards().keySet());
        watch.check(assembled.splits());
        risks.reads(assembled.splits());
        Vgtids.of(assembled.splits()).ifPresent(complete -> publish(checkpointId, complete));
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
        startTargets();
    }

    /** Called for each reader that starts again, whether splits come back or not. */
    @Override
    public void addSplitsBack(List<VitessSplit> back, int subtaskId) {
        assignedSplits.forget(subtaskId);
        served.remove(subtaskId);
        asking.remove(subtaskId);
        holding.remove(subtaskId);
        splits = splits.readerFailed(subtaskId, back);
    }

    /**
     * Deals the unassigned splits out evenly. A reader of an endless job has to have its own at any
     * time, so all are waited for. A batch job may run its readers one after another: each has its
     * share when it comes, and no more.
     */
    private void assign() {
        int readers = context.currentParallelism();
        Set<Integer> registered = new TreeSet<>(context.registeredReaders().keySet());
        if (!discovered || !config.isBounded() && registered.size() < readers) {
            return;
        }
        int sharing = readers - served.size();
        for (int reader : registered) {
            if (served.contains(reader)) {
                continue;
            }
            assign(reader, splits.share(sharing));
            sharing--;
            if (config.isBounded()) {
                context.signalNoMoreSplits(reader);
                served.add(reader);
            }
        }
    }

    private void assign(int reader, List<VitessSplit> share) {
        if (share.isEmpty()) {
            return;
        }
        LOG.info("Assigning {} splits to reader {}", share.size(), reader);
        share.forEach(split -> assignedSplits.put(reader, split.splitId(), split.isCopying()));
        splits = splits.assigned(share);
        context.assignSplits(new SplitsAssignment<>(Map.of(reader, share)));
    }

    /** A reader has no split. Splits are pushed, so it may only learn that there is none for it. */
    @Override
    public void handleSplitRequest(int subtaskId, String requesterHostname) {
        asking.add(subtaskId);
        reportAssigned();
    }

    @Override
    public VitessEnumeratorState snapshotState(long checkpointId) {
        waiting.checkpointed();
        VitessEnumeratorState state =
                new VitessEnumeratorState(
                        discovered, List.copyOf(splits.unassigned().values()), splits.tracker());
        assembler.snapshot(checkpointId, state);
        return state;
    }

    /**
     * Sends nothing to a reader: if this is the savepoint of a job that stops, its tasks are about
     * to finish, and Flink fails the job if an event reaches one that just has. The readers that
     * keep an end report it again once they continue, and the targets start then.
     */
    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        assembler.state(checkpointId).ifPresent(state -> splits = splits.stored(state.reshards()));
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) {
        assembler.abort(checkpointId);
    }

    @Override
    public void close() {
        client.close();
    }
}
