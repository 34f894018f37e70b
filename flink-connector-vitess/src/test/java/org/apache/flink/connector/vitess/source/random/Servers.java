// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.Fault;

/** Servers that many runs share, one for each packet size. */
final class Servers implements AutoCloseable {

    private final Map<Integer, EmbeddedVitess> servers = new HashMap<>();

    /** After which response of a server the last tablet fails. */
    private final Map<EmbeddedVitess, Long> latestRetry = new HashMap<>();

    EmbeddedVitess get(int packetBytes) {
        return servers.computeIfAbsent(
                packetBytes, bytes -> EmbeddedVitess.builder().vstreamPacketSize(bytes).start());
    }

    /**
     * Lets tablets fail after some of the next responses of a server, without that vtgate's clients
     * see it. If some of a former run are still to come, they do for this one.
     */
    int retry(EmbeddedVitess server, int times, Random random) {
        if (server.responsesSent() < latestRetry.getOrDefault(server, 0L)) {
            return 0;
        }
        int[] responses =
                random.ints(1, Plan.RETRIES_WITHIN).distinct().limit(times).sorted().toArray();
        for (int response : responses) {
            latestRetry.put(server, server.responsesSent() + response);
            server.faultAfterResponses(response, Fault.retry());
        }
        return times;
    }

    /** Ends them all, with the rows of the runs so far. */
    @Override
    public void close() {
        servers.values().forEach(EmbeddedVitess::close);
        servers.clear();
        latestRetry.clear();
    }
}
