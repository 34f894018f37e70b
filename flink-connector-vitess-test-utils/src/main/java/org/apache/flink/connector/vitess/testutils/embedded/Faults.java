// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** Counts the responses of all streams, and knows which of them are followed by a fault. */
final class Faults {
    private final Map<Long, Fault> byResponse = new HashMap<>();
    private final Queue<Status> ofStatements = new ArrayDeque<>();
    private long responses;
    private int journalsToLose;

    synchronized void add(int fromNow, Fault fault) {
        if (fromNow < 1) {
            throw new IllegalArgumentException("not after a response to come: " + fromNow);
        }
        if (byResponse.putIfAbsent(responses + fromNow, fault) != null) {
            throw new IllegalStateException("there is a fault after that response already");
        }
    }

    /** Counts one more response. */
    synchronized Optional<Fault> afterResponse() {
        responses++;
        return Optional.ofNullable(byResponse.remove(responses));
    }

    synchronized void loseJournals(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("not a number of journals: " + count);
        }
        journalsToLose = count;
    }

    /** Whether the next journal gets lost; says so for no more journals than asked. */
    synchronized boolean losesJournal() {
        boolean loses = journalsToLose > 0;
        if (loses) {
            journalsToLose--;
        }
        return loses;
    }

    synchronized void failStatements(int count, Status status) {
        for (int i = 0; i < count; i++) {
            ofStatements.add(status);
        }
    }

    /** How the statement that has just come fails; empty if it does not. */
    synchronized Optional<Status> ofStatement() {
        return Optional.ofNullable(ofStatements.poll());
    }

    synchronized long responses() {
        return responses;
    }
}
