// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Endpoint;

/** The connector's client, as a reader has it by default. */
final class Clients {

    static final long BUFFER = 32 << 20;

    private Clients() {}

    static VitessClient of(int port) {
        return VitessClient.forStreams(
                new ConnectionConfig(
                        List.of(new Endpoint("127.0.0.1", port)),
                        null,
                        Map.of(),
                        null,
                        64 << 20,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30)),
                BUFFER);
    }
}
