// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Threads that do their work again and again until closed; a failure ends the test there. */
final class Writers implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    private final ExecutorService threads;
    private final AtomicIntegerArray rounds;
    private final List<Future<?>> writers = new ArrayList<>();
    private volatile boolean closed;

    Writers(List<Runnable> work) {
        threads = Executors.newFixedThreadPool(work.size());
        rounds = new AtomicIntegerArray(work.size());
        for (int i = 0; i < work.size(); i++) {
            int writer = i;
            writers.add(threads.submit(() -> run(writer, work.get(writer))));
        }
    }

    private void run(int writer, Runnable work) {
        while (!closed) {
            work.run();
            synchronized (this) {
                rounds.incrementAndGet(writer);
                notifyAll();
            }
        }
    }

    /** Waits until each has done its work that many times from now on. */
    synchronized void awaitRounds(int count) {
        int[] wanted = new int[rounds.length()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = rounds.get(i) + count;
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (int i = 0; i < wanted.length; i++) {
            while (rounds.get(i) < wanted[i]) {
                if (writers.get(i).isDone()) {
                    fail(i);
                }
                if (System.nanoTime() > end) {
                    throw new AssertionError("writer " + i + " does not go on");
                }
                await();
            }
        }
    }

    private void fail(int writer) {
        try {
            writers.get(writer).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("writer " + writer + " has failed", e);
        }
    }

    private void await() {
        try {
            wait(1_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws InterruptedException, ExecutionException {
        closed = true;
        threads.shutdown();
        for (Future<?> writer : writers) {
            writer.get();
        }
    }
}
