// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.reader.BackgroundQuestions.Question;

/**
 * Finds out where the stream of a shard begins; where new tables are captured, vtgate is asked for
 * them. Used by the fetcher thread.
 */
final class StreamStart {

    private final StreamContext context;
    private final Callable<ShardPosition> start;

    /** Null if nothing is asked. */
    private Question<ShardPosition> question;

    /**
     * Asks nothing yet.
     *
     * @param start determines where to begin; may block
     */
    StreamStart(StreamContext context, Callable<ShardPosition> start) {
        this.context = context;
        this.start = start;
    }

    /** Whether an answer is waited for. */
    boolean isAsking() {
        return question != null;
    }

    /** The position, once it is known; what the question threw, it throws, and asks again. */
    Optional<ShardPosition> poll() {
        if (question == null) {
            question =
                    context.config().tables().scanNewlyAdded()
                            ? context.questions().ask(start, context.onActivity())
                            : context.questions().answered(start);
        }
        if (!question.isDone()) {
            return Optional.empty();
        }
        Question<ShardPosition> answered = question;
        question = null;
        return Optional.of(answered.answer());
    }

    void giveUp() {
        if (question != null) {
            question.giveUp();
        }
    }
}
