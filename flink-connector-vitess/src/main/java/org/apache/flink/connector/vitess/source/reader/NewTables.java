// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.source.reader.BackgroundQuestions.Question;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices tables that are created while a job runs, if it captures newly added tables. The keyspace
 * is asked periodically, once for all shards of a reader. Fetcher thread only.
 */
final class NewTables {

    private static final Logger LOG = LoggerFactory.getLogger(NewTables.class);

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final StreamContext context;
    private final CapturedTables tables;
    private final boolean isOn;

    private long next;

    /** The tables to add to each shard; null if nothing is asked. */
    private Question<Map<Shard, Set<String>>> question;

    NewTables(StreamContext context, CapturedTables tables) {
        this.context = context;
        this.tables = tables;
        this.isOn =
                context.config().tables().scanNewlyAdded()
                        && context.config().bounded().mode() == BoundedOptions.Mode.UNBOUNDED;
        waitForNext();
    }

    private void waitForNext() {
        next = context.nanoTime().getAsLong() + INTERVAL.toNanos();
    }

    /** Whether to {@link #poll} now. */
    boolean isDue() {
        return isOn && (question == null ? nanosToPoll() <= 0 : question.isDone());
    }

    /** Nanoseconds until that is so, even if nothing arrives. */
    long nanosToPoll() {
        return isOn && question == null ? next - context.nanoTime().getAsLong() : Long.MAX_VALUE;
    }

    /**
     * Asks, and later gives the answer: the tables that shards have to capture besides those that
     * they capture now.
     *
     * @param captured what each shard captures now
     * @throws VitessException if a new table has a risk that is not accepted
     */
    Map<Shard, Set<String>> poll(Map<Shard, Set<String>> captured) {
        if (question == null) {
            ask(Map.copyOf(captured));
            return Map.of();
        }
        Question<Map<Shard, Set<String>>> answered = question;
        question = null;
        waitForNext();
        return answer(answered);
    }

    /** Without a shard that could capture more there is nothing to ask. */
    private void ask(Map<Shard, Set<String>> captured) {
        if (captured.isEmpty()) {
            waitForNext();
        } else {
            question = context.questions().ask(() -> added(captured), context.onActivity());
        }
    }

    private static Map<Shard, Set<String>> answer(Question<Map<Shard, Set<String>>> answered) {
        try {
            return answered.answer();
        } catch (VitessException unanswered) {
            if (!unanswered.retryable()) {
                throw unanswered;
            }
            LOG.warn("Cannot look for new tables at the moment: {}", unanswered.getMessage());
            return Map.of();
        }
    }

    /** Blocks. */
    private Map<Shard, Set<String>> added(Map<Shard, Set<String>> captured) {
        List<String> selected = tables.selected();
        Map<Shard, Set<String>> added = new HashMap<>();
        captured.forEach(
                (shard, before) -> added.put(shard, tables.added(shard, selected, before)));
        return added;
    }
}
