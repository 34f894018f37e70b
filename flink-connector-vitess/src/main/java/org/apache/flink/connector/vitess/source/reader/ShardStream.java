// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.flink.connector.vitess.client.VStreamCall;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.decode.MySqlCollations;
import org.apache.flink.connector.vitess.decode.StreamFormatException;
import org.apache.flink.connector.vitess.decode.VStreamDecoder;
import org.apache.flink.connector.vitess.position.EndPosition;
import org.apache.flink.connector.vitess.position.EndPosition.Never;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.schema.TableSchemas;
import org.apache.flink.connector.vitess.source.metrics.ShardMetrics;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All changes of one shard, as one sequence of batches out of several VStreams: one for the copy of
 * each table, then one for the log, and another after each failure. Used by the fetcher thread.
 */
final class ShardStream implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ShardStream.class);

    /** Bound what one poll may hold on the heap while the network is faster than the operators. */
    private static final int BATCHES_PER_POLL = 16;

    private static final int BYTES_PER_POLL = 4 << 20;

    private final VitessClient client;
    private final VitessSourceConfig config;
    private final Shard shard;
    private final EndPosition end;
    private final Runnable onActivity;
    private final LongSupplier nanoTime;
    private final ShardMetrics metrics;
    private final Backoff backoff;
    private final SchemaGate gate;
    private ShardPosition position;
    private Optional<String> copying;
    private VStreamDecoder decoder;

    /** The batch that tells the position to start at, where it is not the split's own; or null. */
    private ChangeBatch first;

    /** How many changes are still wanted. */
    private long wanted;

    private boolean finished;
    private boolean paused;

    /** Null while the stream waits to be opened again, and behind its end. */
    private VStreamCall call;

    /** When to open the stream again, or while it is open, when to take it for broken. */
    private long deadline;

    /**
     * Opens the stream, unless its end is reached already.
     *
     * @param start where to begin, instead of at the split's own position
     * @param executor runs what blocks
     * @param metrics of the shard, closed with the stream and at its end
     */
    ShardStream(
            VitessClient client,
            VitessSourceConfig config,
            VitessSplit split,
            ShardPosition start,
            Executor executor,
            Runnable onActivity,
            LongSupplier nanoTime,
            ShardMetrics metrics) {
        this.client = client;
        this.config = config;
        this.shard = split.shard();
        this.onActivity = onActivity;
        this.nanoTime = nanoTime;
        this.metrics = metrics;
        this.backoff = new Backoff(config.retry(), new Random());
        this.gate = new SchemaGate(client, config, shard, executor, onActivity);
        this.position = start;
        this.end = split.end();
        this.wanted = config.rows().limit();
        this.finished = end.isReachedBy(start);
        this.first = start.equals(split.position()) ? null : new ChangeBatch(List.of(), start);
        if (finished) {
            metrics.close();
        } else {
            open();
        }
    }

    /** Whether the end of the split is reached; there is nothing to poll then. */
    boolean isFinished() {
        return finished;
    }

    /** Stops the flow of responses, or lets it go on. The stream itself stays open. */
    void pause(boolean newPaused) {
        paused = newPaused;
        if (!paused && call != null) {
            expectResponse();
        }
    }

    /** Nanoseconds until {@link #poll} has to be called, even if nothing arrives. */
    long nanosToDeadline() {
        return paused || finished ? Long.MAX_VALUE : deadline - nanoTime.getAsLong();
    }

    /**
     * The batches that have arrived since the last call; empty if there are none.
     *
     * @throws VitessException if the stream failed for good, or too often
     */
    List<ChangeBatch> poll() {
        List<ChangeBatch> arrived = new ArrayList<>();
        if (first != null) {
            arrived.add(first);
            first = null;
        }
        if (paused || finished) {
            return arrived;
        }
        try {
            if (!gate.isOpen()) {
                pass(arrived);
            } else if (call != null) {
                takeResponses(arrived);
            } else if (nanosToDeadline() <= 0) {
                open();
            }
        } catch (VitessException failure) {
            retry(failure);
        } catch (StreamFormatException failure) {
            // MySQL was asked for collations, and did not answer.
            if (failure.getCause() instanceof VitessException unanswered) {
                retry(unanswered);
            } else {
                metrics.unreadable();
                throw failure;
            }
        }
        return arrived;
    }

    /** Goes on once it is known which columns the tables have. */
    private void pass(List<ChangeBatch> arrived) {
        Optional<TableSchemas> known = gate.poll();
        if (known.isEmpty()) {
            expectResponse();
            return;
        }
        if (call == null) {
            position = position.withSchemas(position.schemas().with(known.get()));
            arrived.add(new ChangeBatch(List.of(), position));
            deadline = nanoTime.getAsLong() + config.retry().pauseBetweenStreams().toNanos();
            return;
        }
        known.get().versions().forEach(decoder::know);
        expectResponse();
        if (take(gate.release(known.get()), arrived) && take(decoder.resume(), arrived)) {
            onActivity.run();
        }
    }

    /** Takes what is there; what is left for the next poll is announced. */
    private void takeResponses(List<ChangeBatch> arrived) {
        long bytes = 0;
        while (bytes < BYTES_PER_POLL && arrived.size() < BATCHES_PER_POLL) {
            byte[] response = call.poll();
            if (response == null) {
                requireAlive();
                take(decoder.rest(), arrived);
                return;
            }
            expectResponse();
            metrics.received(response.length);
            if (backoff.answered(nanoTime.getAsLong())) {
                metrics.healthy();
            }
            if (!takeDecoded(decoder.decode(response), arrived)) {
                return;
            }
            bytes += response.length;
        }
        take(decoder.rest(), arrived);
        onActivity.run();
    }

    private boolean takeDecoded(List<ChangeBatch> batches, List<ChangeBatch> arrived) {
        Optional<TableSchema> copied = decoder.takeCopied();
        if (copied.isPresent()) {
            gate.verify(copied.get(), batches);
            return false;
        }
        return take(batches, arrived);
    }

    /**
     * Takes batches up to the end of the split, or of the table in copy: behind it the next stream
     * goes on. Returns whether this stream goes on.
     */
    private boolean take(List<ChangeBatch> batches, List<ChangeBatch> arrived) {
        for (ChangeBatch batch : batches) {
            if (!batch.toLearn().isEmpty()) {
                gate.hold(batch);
                return false;
            }
            gate.pass(batch);
            arrived.add(batch);
            metrics.read(batch);
            position = batch.after();
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
            if (!position.tableToCopy().equals(copying)) {
                endCall();
                deadline = nanoTime.getAsLong() + config.retry().pauseBetweenStreams().toNanos();
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

    private void open() {
        List<String> unknown = gate.toLearn(position);
        if (!unknown.isEmpty()) {
            gate.learn(position, unknown);
            expectResponse();
            return;
        }
        copying = position.tableToCopy();
        LOG.info(
                "Shard {}: {} from position '{}'",
                shard,
                copying.map(table -> "copying table " + table).orElse("streaming all tables"),
                position.gtid());
        decoder =
                new VStreamDecoder(shard, position, end, config.rows().columns(), new Collations());
        try {
            call = client.stream(shard, position, config.tabletType(), onActivity);
            expectResponse();
        } catch (VitessException failure) {
            retry(failure);
        }
    }

    /** Asks the shard's own MySQL. */
    private final class Collations implements MySqlCollations {

        @Override
        public List<Integer> compare(
                String table, String column, List<byte[]> values, byte[] pivot) {
            return client.compare(shard, config.tabletType(), table, column, values, pivot);
        }

        @Override
        public Map<String, Integer> ids(String table) {
            return client.collations(shard, config.tabletType(), table);
        }
    }

    private void expectResponse() {
        deadline = nanoTime.getAsLong() + config.retry().silence().toNanos();
    }

    /** vtgate sends heartbeats, so silence means that the connection is dead. */
    private void requireAlive() {
        if (nanosToDeadline() <= 0) {
            call.cancel();
            throw client.silent(shard, config.retry().silence());
        }
    }

    private void retry(VitessException failure) {
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
        gate.close();
        endCall();
        deadline = nanoTime.getAsLong() + pause;
    }

    @Override
    public void close() {
        metrics.close();
        gate.close();
        endCall();
    }

    private void endCall() {
        if (call != null) {
            call.cancel();
            call = null;
        }
    }
}
