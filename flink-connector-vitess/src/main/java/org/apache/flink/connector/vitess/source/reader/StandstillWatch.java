// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.metrics.ShardMetrics;
import org.apache.flink.connector.vitess.source.reader.BackgroundQuestions.Question;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a stream makes no progress although its shard advances. vtgate retries a tablet's
 * error forever, or waits for a throttled one, and its heartbeats keep the stream alive meanwhile.
 *
 * <p>While the position does not move, the shard is asked periodically for what it has executed. If
 * that is ahead twice in a row, the stream stands still: a metric and one log line report it. After
 * the timeout the stream is reopened, and after another one the job fails. It fails at once if the
 * shard lacks what is needed to continue. Fetcher thread only.
 */
final class StandstillWatch {

    private static final Logger LOG = LoggerFactory.getLogger(StandstillWatch.class);

    private static final Duration NOTICE = Duration.ofMinutes(1);

    private final StreamContext context;
    private final Shard shard;
    private final ShardMetrics metrics;
    private final long timeout;
    private final long notice;

    /** When the position last moved, or the stream was reopened. */
    private long since;

    private long nextLook;

    /** The question for the shard's position; null if none is open. */
    private Question<HistoryLook> question;

    /** Whether the shard was ahead when it was asked last. */
    private boolean ahead;

    private boolean stands;
    private boolean openedAgain;

    /** A watch over a stream that begins. */
    StandstillWatch(StreamContext context, Shard shard, ShardMetrics metrics) {
        this.context = context;
        this.shard = shard;
        this.metrics = metrics;
        this.timeout = context.config().reader().standstillTimeout().toNanos();
        this.notice = Math.min(NOTICE.toNanos(), timeout / 4);
        progressed();
    }

    /** The position has moved, or rows of a table that is held whole have come. */
    void moved(ShardPosition position) {
        if (stands) {
            LOG.info("Shard {}: has moved on to position '{}'", shard, position.gtid());
        }
        openedAgain = false;
        progressed();
    }

    /** The stream need not move: it was just opened, is paused, or the job does not keep up. */
    void rests() {
        if (stands) {
            nextLook = context.nanoTime().getAsLong() + notice / 4;
        } else {
            progressed();
        }
    }

    private void progressed() {
        stands = false;
        ahead = false;
        metrics.progressed();
        giveUp();
        since = context.nanoTime().getAsLong();
        nextLook = since + notice;
    }

    /** The stream has ended, or waits to be reopened. */
    void giveUp() {
        if (question != null) {
            question.giveUp();
            question = null;
        }
    }

    /** Nanoseconds until {@link #mustOpenAgain} has to be called. */
    long nanosToLook() {
        return question == null ? nextLook - context.nanoTime().getAsLong() : Long.MAX_VALUE;
    }

    /**
     * Checks whether the stream stands still. To be called while it is open.
     *
     * @param position up to where the stream has come
     * @return whether to reopen the stream, possibly on another tablet
     * @throws IllegalStateException if it has stood still for too long, or cannot continue
     */
    boolean mustOpenAgain(ShardPosition position) {
        if (question == null) {
            if (nanosToLook() <= 0) {
                ask(position);
            }
            return false;
        }
        return question.isDone() && judge(position);
    }

    private void ask(ShardPosition position) {
        nextLook = context.nanoTime().getAsLong() + notice;
        if (isComparable(position)) {
            String gtid = position.gtid();
            question =
                    context.questions()
                            .ask(() -> HistoryLook.ask(context, shard, gtid), context.onActivity());
        }
    }

    private static boolean isComparable(ShardPosition position) {
        return isCopying(position) || !(GtidSet.parse(position.gtid()) instanceof GtidSet.Opaque);
    }

    private static boolean isCopying(ShardPosition position) {
        return position.tableToCopy().isPresent();
    }

    private boolean judge(ShardPosition position) {
        String executed;
        boolean isAhead;
        Optional<String> gap = Optional.empty();
        try {
            HistoryLook look = question.answer();
            executed = look.history().executed();
            gap = look.gap();
            isAhead =
                    isCopying(position)
                            || gap.isPresent()
                            || !look.history().isReachedBy(position.gtid());
        } catch (VitessException unanswered) {
            executed = unanswered.getMessage();
            isAhead = true;
        }
        question = null;
        long now = context.nanoTime().getAsLong();
        nextLook = now + notice / 4;
        if (!isAhead) {
            progressed();
            return false;
        }
        if (!ahead) {
            ahead = true;
            return false;
        }
        if (gap.isPresent()) {
            throw new IllegalStateException(gap.get());
        }
        return standsStill(position, executed, now);
    }

    private boolean standsStill(ShardPosition position, String executed, long now) {
        String where = where(position, executed, now);
        if (!stands) {
            stands = true;
            metrics.standsSince(since);
            LOG.warn(where);
        }
        if (now - since < timeout) {
            return false;
        }
        if (openedAgain) {
            throw new IllegalStateException(
                    where
                            + " The job fails as this has lasted for 'scan.standstill-timeout'"
                            + " twice: raise it if the stream is only slow");
        }
        openedAgain = true;
        since = now;
        ahead = false;
        nextLook = now + notice;
        return true;
    }

    private String where(ShardPosition position, String executed, long now) {
        return String.format(
                "The stream of shard %s has stood still for %d s at position '%s'%s, though vtgate"
                        + " is there. The shard's own position: %s. vtgate's and vttablet's logs"
                        + " have the reason, most likely one of these. A row (its images before"
                        + " and after) is larger than a message may be: raise"
                        + " --grpc-max-message-size of vttablet and vtgate, and"
                        + " 'grpc.max-message-size'. The tablet is throttled: see vtctldclient"
                        + " GetThrottlerStatus, and let the apps 'vstreamer' and 'rowstreamer'"
                        + " through. The tablet hangs, or its replication lags: repair it. A large"
                        + " transaction is on its way: wait.",
                shard,
                TimeUnit.NANOSECONDS.toSeconds(now - since),
                position.gtid(),
                position.tableToCopy().map(t -> ", in the copy of table " + t).orElse(""),
                executed);
    }
}
