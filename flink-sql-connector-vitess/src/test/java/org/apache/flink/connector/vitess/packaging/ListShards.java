// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.packaging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Endpoint;

/**
 * Asks the vtgate on a port of localhost for the shards of keyspace customer.
 *
 * <p>Uses the connector's own classes only, so it runs with a connector whose gRPC is relocated.
 */
public final class ListShards implements Function<Integer, List<String>> {

    @Override
    public List<String> apply(Integer port) {
        ConnectionConfig config =
                new ConnectionConfig(
                        List.of(new Endpoint("localhost", port)),
                        null,
                        Map.of(),
                        null,
                        1 << 20,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30));
        try (VitessClient client = new VitessClient(config)) {
            return client.shards("customer").stream().map(Object::toString).toList();
        }
    }
}
