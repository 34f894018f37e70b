// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.decode.StreamFormatException;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.schema.TableSchemas;
import org.apache.flink.connector.vitess.source.metrics.ShardMetrics;
import org.apache.flink.connector.vitess.source.reader.Decoding.AskedInVainException;
import org.apache.flink.connector.vitess.source.reader.Decoding.MustAskException;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All changes of one shard, as one sequence of batches out of several VStreams: one for the copy of
 * each table, then one for the log, and another after each failure. Used by the fetcher thread,
 * which it never blocks.
 */
final class ShardStream implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ShardStream.class);

    /** Bounds what one poll takes of small batches. */
    private static final int BATCHES_PER_POLL = 16;

    private final StreamContext context;
    private final VitessSplit split;
    private final Shard shard;
    private final SplitEnd end;
    private final ShardMetrics metrics;
    private final StreamDeadline deadline;
    private final StreamStart start;
    private final ServerFilter filter;
    private final SchemaGate gate;
    private final StandstillWatch watch;
    private final Turn turn;

    /** After the last batch that was handed over; null until it is known where to begin. */
    private ShardPosition position;

    private Optional<String> copying;

    /** The batch with the position to start at, if it is not the split's own; or null. */
    private ChangeBatch startBatch;

    private boolean paused;

    /** Whether MySQL was needed to decode responses. */
    private boolean asksMySql;

    /** Null while the stream waits to be reopened, and after its end. */
    private OpenStream stream;

    /**
     * Opens the stream, unless its end is reached already.
     *
     * @param start determines where to begin, instead of at the split's own position; may block
     * @param metrics of the shard, closed with the stream and at its end
     */
    ShardStream(
            StreamContext context,
            VitessSplit split,
            Callable<ShardPosition> start,
            ShardMetrics metrics) {
        this.context = context;
        this.split = split;
        this.shard = split.shard();
        this.end = new SplitEnd(split, context.config().rows().limit());
        this.start = new StreamStart(context, start);
        this.filter = new ServerFilter(shard, context.config().rows().filteredAgain());
        this.metrics = metrics;
        this.gate = new SchemaGate(context, shard, metrics);
        this.deadline = new StreamDeadline(context, shard, metrics);
        this.watch = new StandstillWatch(context, shard, metrics);
        this.turn = new Turn(context);
        open();
    }

    String splitId() {
        return split.splitId();
    }

    /** Whether the end of the split is reached; there is nothing to poll then. */
    boolean isFinished() {
        return end.isReached();
    }

    /** Stops the flow of responses, or resumes it. The stream itself stays open. */
    void pause(boolean newPaused) {
        paused = newPaused;
        if (paused) {
            leaveTurn();
        } else if (stream != null || !gate.isOpen()) {
            deadline.expectResponse();
            watch.rests();
        }
    }

    /** Others wait for the turn to have a large response. */
    private void leaveTurn() {
        gate.leaveTurn();
        turn.giveUp();
        if (stream != null && stream.passesAlone()) {
            endCall();
            deadline.openAtOnce();
        }
    }

    /** The shard and the tables that are captured; empty if it may not capture others now. */
    Map<Shard, Set<String>> captured() {
        boolean waits = position == null || startBatch != null || !gate.isOpen();
        return waits || paused || isFinished() || position.open().isPresent()
                ? Map.of()
                : Map.of(shard, position.tables().names());
    }

    /** Captures more tables: the stream is reopened to copy them. */
    void capture(Map<Shard, Set<String>> added) {
        Set<String> tables = new TreeSet<>(added.getOrDefault(shard, Set.of()));
        if (tables.isEmpty() || captured().isEmpty()) {
            return;
        }
        LOG.info("Shard {}: copies the new tables {}", shard, tables);
        tables.addAll(position.tables().names());
        position = position.withTables(tables);
        metrics.begin(position);
        startBatch = new ChangeBatch(List.of(), position);
        openAfterPause();
        context.onActivity().run();
    }

    /** Nanoseconds until {@link #poll} has to be called, even if nothing arrives. */
    long nanosToDeadline() {
        if (paused || isFinished() || start.isAsking()) {
            return Long.MAX_VALUE;
        }
        if (!gate.isOpen()) {
            return Math.min(deadline.nanosLeft(), gate.nanosToPoll());
        }
        if (stream == null) {
            return turn.isAwaited() ? Long.MAX_VALUE : deadline.nanosLeft();
        }
        return stream.decoding().isBusy()
                ? Long.MAX_VALUE
                : Math.min(deadline.nanosLeft(), watch.nanosToLook());
    }

    /**
     * The batches that have arrived since the last call; empty if there are none.
     *
     * @param bytes about how many bytes of responses to take at most
     * @throws VitessException if the stream failed for good, or too often
     */
    List<FetchedBatch> poll(long bytes) {
        List<FetchedBatch> arrived = new ArrayList<>();
        try {
            poll(bytes, arrived);
        } catch (VitessException failure) {
            retry(failure);
        } catch (AskedInVainException unanswered) {
            retry(unanswered.failure());
        } catch (MustAskException mustAsk) {
            LOG.info("Shard {}: MySQL has to be asked for collations from here on", shard);
            asksMySql = true;
            openAfterPause();
        } catch (StreamFormatException failure) {
            afterDecoding(failure);
        } catch (RuntimeException | Error failure) {
            endCall();
            throw failure;
        }
        return arrived;
    }

    private void poll(long bytes, List<FetchedBatch> arrived) {
        takeStartBatch(arrived);
        if (paused || isFinished()) {
            return;
        }
        if (!gate.isOpen()) {
            pass(arrived);
        } else if (stream != null) {
            takeResponses(bytes, arrived);
        } else if (start.isAsking() || nanosToDeadline() <= 0) {
            open();
            takeStartBatch(arrived);
        }
    }

    private void takeStartBatch(List<FetchedBatch> arrived) {
        if (startBatch != null) {
            arrived.add(FetchedBatch.of(startBatch));
            startBatch = null;
        }
    }

    private void afterDecoding(StreamFormatException failure) {
        if (filter.turnsOff(failure, position)) {
            openAfterPause();
        } else {
            metrics.unreadable();
            endCall();
            throw failure;
        }
    }

    /** Continues once the columns of the tables are known. */
    private void pass(List<FetchedBatch> arrived) {
        Optional<TableSchemas> known = gate.poll();
        if (known.isEmpty()) {
            if (gate.hasAdvanced()) {
                deadline.expectResponse();
            }
            deadline.requireAlive();
            return;
        }
        if (stream == null) {
            position = position.withSchemas(position.schemas().with(known.get()));
            arrived.add(FetchedBatch.of(new ChangeBatch(List.of(), position)));
            if (gate.hasOpenedStream()) {
                deadline.openAfterPause();
            } else {
                open();
            }
            return;
        }
        deadline.expectResponse();
        if (take(gate.release(known.get()), arrived)) {
            takeDecoded(stream.decoding().proceed(known.get()), arrived);
        }
        context.onActivity().run();
    }

    /** Takes what is there; what is left for the next poll is announced. */
    private void takeResponses(long most, List<FetchedBatch> arrived) {
        long bytes = 0;
        while (bytes < most && arrived.size() < BATCHES_PER_POLL) {
            if (stream.decoding().isBusy() || !takeDecoded(stream.decoding().take(), arrived)) {
                return;
            }
            byte[] response = stream.poll();
            if (response == null) {
                takeRest(arrived);
                return;
            }
            deadline.answered();
            metrics.received(response.length);
            if (!takeDecoded(stream.decoding().decode(response), arrived)) {
                return;
            }
            stream.dropEmpty();
            if (stream.holdsMore()) {
                watch.moved(position);
            }
            bytes += Math.max(response.length, OpenStream.LEAST_BYTES);
        }
        if (!stream.decoding().isBusy()) {
            take(stream.decoding().rest(), arrived);
        }
        context.onActivity().run();
    }

    private void takeRest(List<FetchedBatch> arrived) {
        if (!take(stream.decoding().rest(), arrived) || stream.decoding().isBusy()) {
            return;
        }
        if (stream.isCrowdedOut()) {
            LOG.info("Shard {}: a large response waits until others have passed", shard);
            turn.keep(stream.share());
            openAfterPause();
        } else if (!stream.awaitsResponse() || deadline.nanosLeft() <= 0 && stream.isReceiving()) {
            deadline.expectResponse();
            watch.rests();
        } else {
            deadline.requireAlive();
            if (watch.mustOpenAgain(position)) {
                endCall();
                deadline.opensAgain();
                open();
            }
        }
    }

    /** The columns of a copy that has just begun have to be correct before its rows are taken. */
    private boolean takeDecoded(List<ChangeBatch> batches, List<FetchedBatch> arrived) {
        Optional<TableSchema> copied = stream.decoding().takeCopied();
        if (copied.isPresent()) {
            gate.verify(copied.get(), batches);
            return false;
        }
        return take(batches, arrived);
    }

    /**
     * Takes batches up to the end of the split, or of the table in copy: the next stream continues
     * after it. Returns whether this stream continues.
     */
    private boolean take(List<ChangeBatch> batches, List<FetchedBatch> arrived) {
        for (ChangeBatch batch : batches) {
            if (gate.holds(batch)) {
                return false;
            }
            arrived.add(stream.handOver(batch));
            metrics.read(batch);
            position = batch.after();
            watch.moved(position);
            deadline.progressed();
            if (end.isReachedAfter(batch)) {
                close();
                return false;
            }
            if (filter.turnsOnAfter(batch) || !position.tableToCopy().equals(copying)) {
                openAfterPause();
                return false;
            }
        }
        return true;
    }

    /** Opens the stream, as soon as all that has to be known for it is. */
    private void open() {
        if (position == null && !begin()) {
            return;
        }
        List<String> unknown = gate.toLearn(position);
        if (unknown.isEmpty()) {
            openStream();
        } else {
            gate.learn(position, unknown);
            deadline.expectResponse();
        }
    }

    /** Finds out where to begin. Returns whether there is something to read from there. */
    private boolean begin() {
        Optional<ShardPosition> known = start.poll();
        if (known.isEmpty()) {
            return false;
        }
        position = known.get();
        metrics.begin(position);
        filter.begin(position);
        startBatch =
                position.equals(split.position()) ? null : new ChangeBatch(List.of(), position);
        if (end.isReachedAt(position)) {
            close();
        }
        return !isFinished();
    }

    private void openStream() {
        copying = position.tableToCopy();
        stream = new OpenStream(context, split, position, filter.isOn(), asksMySql, turn.take());
        deadline.expectResponse();
        watch.rests();
    }

    private void retry(VitessException failure) {
        endCall();
        if (position != null && filter.turnsOff(failure, position)) {
            deadline.openAfterPause();
        } else {
            deadline.openAfter(failure);
        }
    }

    @Override
    public void close() {
        metrics.close();
        endCall();
        start.giveUp();
        turn.giveUp();
    }

    private void openAfterPause() {
        endCall();
        deadline.openAfterPause();
    }

    private void endCall() {
        gate.close();
        if (stream != null) {
            watch.giveUp();
            stream.end();
            stream = null;
        }
    }
}
