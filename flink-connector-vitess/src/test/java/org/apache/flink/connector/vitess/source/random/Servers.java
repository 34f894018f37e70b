// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;

/** Servers that many runs share, one for each packet size. */
final class Servers implements AutoCloseable {

    private final Map<Integer, EmbeddedVitess> servers = new HashMap<>();

    EmbeddedVitess get(int packetBytes) {
        return servers.computeIfAbsent(
                packetBytes, bytes -> EmbeddedVitess.builder().vstreamPacketSize(bytes).start());
    }

    /** Ends them all, with the rows of the runs so far. */
    @Override
    public void close() {
        servers.values().forEach(EmbeddedVitess::close);
        servers.clear();
    }
}
