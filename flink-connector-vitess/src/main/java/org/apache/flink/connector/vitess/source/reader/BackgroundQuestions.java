// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Asks vtgate outside the fetcher's thread, in one thread for each shard that waits for an answer:
 * a shard that does not answer stalls neither another shard nor the pausing and closing of its own
 * stream. Fetcher thread only.
 */
final class BackgroundQuestions implements AutoCloseable {

    private static final long CLOSE_SECONDS = 5;

    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    work -> {
                        Thread thread = new Thread(work, "vitess-questions");
                        thread.setDaemon(true);
                        return thread;
                    });

    /**
     * Asks.
     *
     * @param onAnswer called from another thread when there is an answer; must not block
     */
    <T> Question<T> ask(Callable<T> question, Runnable onAnswer) {
        Question<T> asked = new Question<>(question, onAnswer);
        threads.execute(asked);
        return asked;
    }

    /** For an answer that is known without waiting, where others have to ask. */
    <T> Question<T> answered(Callable<T> question) {
        Question<T> asked = new Question<>(question, () -> {});
        asked.run();
        return asked;
    }

    /** Interrupts all that are asking, and waits for their threads to end. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            // Flink interrupts a task that closes slowly. The threads end by themselves then.
            Thread.currentThread().interrupt();
        }
    }

    /** A question that is being asked, or was. */
    static final class Question<T> extends FutureTask<T> {

        private final Runnable onAnswer;

        private Question(Callable<T> question, Runnable onAnswer) {
            super(question);
            this.onAnswer = onAnswer;
        }

        @Override
        protected void done() {
            onAnswer.run();
        }

        /** The answer, once there is one; what the question threw, it throws. */
        T answer() {
            try {
                return get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while a question was open", e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            }
        }

        /** Interrupts the thread that asks. */
        void giveUp() {
            cancel(true);
        }
    }
}
