// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.apache.flink.connector.vitess.client.MemoryBudget;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.decode.FilteredOldRowsException;
import org.apache.flink.connector.vitess.decode.StreamFormatException;
import org.apache.flink.connector.vitess.position.EndPosition;
import org.apache.flink.connector.vitess.position.EndPosition.Never;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.schema.TableSchemas;
import org.apache.flink.connector.vitess.source.metrics.ShardMetrics;
import org.apache.flink.connector.vitess.source.reader.Questions.Question;
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
    private final VitessSourceConfig config;
    private final VitessSplit split;
    private final Shard shard;
    private final EndPosition end;
    private final ShardMetrics metrics;
    private final Backoff backoff;
    private final Callable<ShardPosition> start;
    private final SchemaGate gate;

    /** Null until it is known where to begin. */
    private ShardPosition position;

    private StandstillWatch watch;
    private Optional<String> copying;

    /** The batch that tells the position to start at, where it is not the split's own; or null. */
    private ChangeBatch first;

    /** How many changes are still wanted. */
    private long wanted;

    private boolean finished;
    private boolean paused;

    /** Whether MySQL was needed to decode responses. */
    private boolean asksMySql;

    /** Whether the server leaves rows out that do not fulfil the condition. */
    private boolean filtered = true;

    /** What has to be known before the stream is opened; null if nothing is asked. */
    private Question<ShardPosition> starting;

    /** Null while the stream waits to be opened again, and behind its end. */
    private OpenStream stream;

    /** The share of a call that was crowded out, until it has its turn; or null. */
    private MemoryBudget.Share waiting;

    /** When to open the stream again, or while it is open, when to take it for broken. */
    private long deadline;

    /**
     * Opens the stream, unless its end is reached already.
     *
     * @param start tells where to begin, instead of at the split's own position; may block
     * @param metrics of the shard, closed with the stream and at its end
     */
    ShardStream(
            StreamContext context,
            VitessSplit split,
            Callable<ShardPosition> start,
            ShardMetrics metrics) {
        this.context = context;
        this.config = context.config();
        this.split = split;
        this.shard = split.shard();
        this.end = split.end();
        this.start = start;
        this.metrics = metrics;
        this.gate = new SchemaGate(context, shard);
        this.backoff = new Backoff(config.retry(), new Random());
        this.wanted = config.rows().limit();
        this.deadline = now();
        open();
    }

    private long now() {
        return context.nanoTime().getAsLong();
    }

    String splitId() {
        return split.splitId();
    }

    /** Whether the end of the split is reached; there is nothing to poll then. */
    boolean isFinished() {
        return finished;
    }

    /** Stops the flow of responses, or lets it go on. The stream itself stays open. */
    void pause(boolean newPaused) {
        paused = newPaused;
        if (paused) {
            leaveTurn();
        } else if (stream != null) {
            expectResponse();
            watch.rests();
        }
    }

    /** Others wait for the turn to have a large response. */
    private void leaveTurn() {
        if (waiting != null) {
            waiting.giveUpTurn();
            waiting = null;
        }
        if (stream != null && stream.passesAlone()) {
            endCall();
            deadline = now();
        }
    }

    /** Nanoseconds until {@link #poll} has to be called, even if nothing arrives. */
    long nanosToDeadline() {
        if (paused || finished || starting != null) {
            return Long.MAX_VALUE;
        }
        if (!gate.isOpen()) {
            return deadline - now();
        }
        if (stream == null) {
            return waiting != null && !waiting.hasTurn() ? Long.MAX_VALUE : deadline - now();
        }
        return stream.decoding().isBusy()
                ? Long.MAX_VALUE
                : Math.min(deadline - now(), watch.nanosToLook());
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
        } catch (StreamFormatException failure) {
            afterDecoding(failure);
        } catch (RuntimeException | Error failure) {
            endCall();
            throw failure;
        }
        return arrived;
    }

    private void poll(long bytes, List<FetchedBatch> arrived) {
        takeFirst(arrived);
        if (paused || finished) {
            return;
        }
        if (!gate.isOpen()) {
            pass(arrived);
        } else if (stream != null) {
            takeResponses(bytes, arrived);
        } else if (starting != null || nanosToDeadline() <= 0) {
            open();
            takeFirst(arrived);
        }
    }

    private void takeFirst(List<FetchedBatch> arrived) {
        if (first != null) {
            arrived.add(FetchedBatch.of(first));
            first = null;
        }
    }

    private void afterDecoding(StreamFormatException failure) {
        if (Decoding.mustAsk(failure)) {
            LOG.info("Shard {}: MySQL has to be asked for collations from here on", shard);
            asksMySql = true;
            endCall();
            deadline = now() + config.retry().pauseBetweenStreams().toNanos();
        } else if (failure.getCause() instanceof FilteredOldRowsException && mayReadAllRows()) {
            readAllRows(failure);
        } else if (failure.getCause() instanceof VitessException unanswered) {
            // MySQL was asked for collations, and did not answer.
            retry(unanswered);
        } else {
            metrics.unreadable();
            endCall();
            throw failure;
        }
    }

    /** Goes on once it is known which columns the tables have. */
    private void pass(List<FetchedBatch> arrived) {
        Optional<TableSchemas> known = gate.poll();
        if (known.isEmpty()) {
            if (gate.hasAdvanced()) {
                expectResponse();
            }
            requireAlive();
            return;
        }
        if (stream == null) {
            position = position.withSchemas(position.schemas().with(known.get()));
            arrived.add(FetchedBatch.of(new ChangeBatch(List.of(), position)));
            deadline = now();
            if (gate.hasOpenedStream()) {
                deadline += config.retry().pauseBetweenStreams().toNanos();
            } else {
                open();
            }
            return;
        }
        expectResponse();
        if (take(gate.release(known.get()), arrived)) {
            takeDecoded(stream.decoding().goOn(known.get()), arrived);
        }
        context.onActivity().run();
    }

    private boolean mayReadAllRows() {
        return !position.where().isEmpty()
                && config.rows().filteredAgain()
                && position.open().isEmpty();
    }

    /** A tablet reads old rows by the columns of now, and so would leave out others. */
    private void readAllRows(Exception reason) {
        LOG.info("Shard {}: reads all rows up to the next DDL statement", shard, reason);
        filtered = false;
        endCall();
        deadline = now() + config.retry().pauseBetweenStreams().toNanos();
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
            expectResponse();
            metrics.received(response.length);
            if (backoff.answered(now())) {
                metrics.healthy();
            }
            if (!takeDecoded(stream.decoding().decode(response), arrived)) {
                return;
            }
            if (stream.holdsMore()) {
                watch.moved(position);
            }
            bytes += response.length;
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
            waiting = stream.share();
            endCall();
            deadline = now() + config.retry().pauseBetweenStreams().toNanos();
        } else if (!stream.awaitsResponse()) {
            expectResponse();
            watch.rests();
        } else {
            requireAlive();
            if (watch.mustOpenAgain()) {
                endCall();
                metrics.retried(backoff.attempts());
                open();
            }
        }
    }

    /** The columns of a copy that has just begun have to be right before its rows are taken. */
    private boolean takeDecoded(List<ChangeBatch> batches, List<FetchedBatch> arrived) {
        if (!stream.decoding().isBusy()) {
            Optional<TableSchema> copied = stream.decoding().takeCopied();
            if (copied.isPresent()) {
                gate.verify(copied.get(), batches);
                return false;
            }
        }
        return take(batches, arrived);
    }

    /**
     * Takes batches up to the end of the split, or of the table in copy: behind it the next stream
     * goes on. Returns whether this stream goes on.
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
            backoff.reset();
            wanted -= batch.changes().size();
            finished = end.isReachedBy(position) || wanted <= 0;
            if (batch.journal().isPresent()) {
                requireUnbounded(batch.journal().get());
                finished = true;
            }
            if (finished) {
                LOG.info(
                        "Shard {}: ends at position '{}'{}",
                        shard,
                        position.gtid(),
                        batch.journal().map(journal -> " with " + journal).orElse(""));
                close();
                return false;
            }
            boolean filters = !filtered && !batch.schemaChanges().isEmpty();
            filtered |= filters;
            if (filters || !position.tableToCopy().equals(copying)) {
                endCall();
                deadline = now() + config.retry().pauseBetweenStreams().toNanos();
                return false;
            }
        }
        return true;
    }

    /** Where a bounded job ends is said of the shards that it began with. */
    private void requireUnbounded(ReshardJournal journal) {
        if (!(end instanceof Never)) {
            throw new IllegalStateException(
                    String.format(
                            "Shard %s was resharded behind position '%s', before the end of this"
                                    + " bounded job (%s): run the job again, without state",
                            shard, position.gtid(), journal));
        }
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
            expectResponse();
        }
    }

    /** Finds out where to begin. Returns whether there is something to read from there. */
    private boolean begin() {
        if (starting == null) {
            starting =
                    config.tables().scanNewlyAdded()
                            ? context.questions().ask(start, context.onActivity())
                            : context.questions().answered(start);
        }
        if (!starting.isDone()) {
            return false;
        }
        Question<ShardPosition> answered = starting;
        starting = null;
        position = answered.answer();
        metrics.begin(position);
        watch = new StandstillWatch(context, shard, metrics, position);
        finished = end.isReachedBy(position);
        filtered =
                position.open()
                        .map(open -> !open.rules().equals(position.rulesWithoutWhere()))
                        .orElse(true);
        first = position.equals(split.position()) ? null : new ChangeBatch(List.of(), position);
        if (finished) {
            close();
        }
        return !finished;
    }

    private void openStream() {
        copying = position.tableToCopy();
        LOG.info(
                "Shard {}: {} from position '{}'",
                shard,
                copying.map(table -> "copying table " + table).orElse("streaming all tables"),
                position.gtid());
        MemoryBudget.Share before = waiting;
        waiting = null;
        stream = new OpenStream(context, shard, position, end, filtered, asksMySql, before);
        expectResponse();
        watch.rests();
    }

    private void expectResponse() {
        deadline = now() + config.retry().silence().toNanos();
    }

    /** vtgate sends heartbeats, so silence means that the connection is dead. */
    private void requireAlive() {
        if (deadline - now() <= 0) {
            throw context.client().silent(shard, config.retry().silence());
        }
    }

    private void retry(VitessException failure) {
        endCall();
        if (filtered && failure.isOfCondition() && mayReadAllRows()) {
            readAllRows(failure);
            return;
        }
        if (!failure.retryable() || backoff.exhausted()) {
            throw failure;
        }
        long pause = backoff.nextPauseNanos();
        metrics.retried(backoff.attempts());
        LOG.warn(
                "Shard {}: retry {} of {} in {} ms: {}",
                shard,
                backoff.attempts(),
                config.retry().maxRetries(),
                pause / 1_000_000,
                failure.getMessage());
        deadline = now() + pause;
    }

    @Override
    public void close() {
        metrics.close();
        endCall();
        if (starting != null) {
            starting.giveUp();
        }
        if (waiting != null) {
            waiting.giveUpTurn();
            waiting = null;
        }
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
