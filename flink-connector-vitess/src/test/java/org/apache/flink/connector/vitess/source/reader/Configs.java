// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.config.ReaderConfig;
import org.apache.flink.connector.vitess.config.RetryPolicy;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.config.TableSelection;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;

/** Configurations for tests of the keyspace {@code shop} in plaintext. */
final class Configs {

    /** How long the streams of these configurations may be silent. */
    static final Duration SILENCE = RetryPolicy.of(1, Duration.ofSeconds(1)).silence();

    private Configs() {}

    static ConnectionConfig connection(Endpoint... endpoints) {
        return new ConnectionConfig(
                List.of(endpoints),
                null,
                Map.of(),
                null,
                1 << 20,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10));
    }

    static VitessSourceConfig of(ConnectionConfig connection, int retries, String... tables) {
        return of(connection, retries, RowSelection.all(), tables);
    }

    static VitessSourceConfig of(
            ConnectionConfig connection, int retries, RowSelection rows, String... tables) {
        return of(connection, retries, rows, ReaderConfig.defaults(), tables);
    }

    static VitessSourceConfig of(
            ConnectionConfig connection,
            int retries,
            RowSelection rows,
            ReaderConfig reader,
            String... tables) {
        return new VitessSourceConfig(
                connection,
                "shop",
                new TableSelection(List.of(tables), false),
                rows,
                TabletType.PRIMARY,
                RetryPolicy.of(retries, Duration.ofMillis(500)),
                reader,
                StartupOptions.initial(),
                BoundedOptions.unbounded());
    }
}
