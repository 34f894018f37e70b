// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts the responses of all streams, and knows which of them are followed by a fault. */
final class Faults {
    private final Map<Long, Fault> byResponse = new HashMap<>();
    private long responses;

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

    synchronized long responses() {
        return responses;
    }
}
