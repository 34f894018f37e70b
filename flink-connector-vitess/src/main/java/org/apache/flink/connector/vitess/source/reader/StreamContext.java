// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.function.LongSupplier;
import org.apache.flink.connector.vitess.client.MemoryBudget;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;

/**
 * What the streams of one reader share.
 *
 * @param config the source's options
 * @param boundaries whether the beginnings and ends of transactions are emitted
 * @param client over which all are read; it asks each question once
 * @param questions the threads that wait for answers
 * @param budget the bytes that all may hold
 * @param onActivity to be called, by any thread, when a stream has something to be polled
 * @param nanoTime a clock for the pauses between attempts
 */
record StreamContext(
        VitessSourceConfig config,
        boolean boundaries,
        VitessClient client,
        BackgroundQuestions questions,
        MemoryBudget budget,
        Runnable onActivity,
        LongSupplier nanoTime) {}
