// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts the responses of all streams, and knows which of them are followed by a fault. */
final class Faults {
    private final Map<Long, Fault> byResponse = new HashMap<>();
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

    synchronized long responses() {
        return responses;
    }
}
