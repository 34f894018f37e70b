// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.flink.connector.vitess.config.RetryPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a question again that vtgate did not answer, as the retry policy has it. Blocks, can be
 * interrupted, and may be used by several threads.
 */
final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final RetryPolicy policy;

    Attempts(RetryPolicy policy) {
        this.policy = policy;
    }

    /**
     * The answer to a question.
     *
     * @throws VitessException that of the last attempt
     */
    <T> T of(Supplier<T> question) {
        Deadline end = Deadline.after(policy.patience().toMillis(), TimeUnit.MILLISECONDS);
        for (int retries = 0; ; retries++) {
            try {
                return question.get();
            } catch (VitessException failure) {
                Duration pause = policy.pause(retries, ThreadLocalRandom.current().nextDouble());
                if (!failure.retryable()
                        || retries >= policy.maxRetries()
                        || end.timeRemaining(TimeUnit.MILLISECONDS) < pause.toMillis()) {
                    throw failure;
                }
                LOG.warn(
                        "Retry {} of {} in {} ms: {}",
                        retries + 1,
                        policy.maxRetries(),
                        pause.toMillis(),
                        failure.getMessage());
                pause(pause, failure);
            }
        }
    }

    private static void pause(Duration pause, VitessException failure) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
