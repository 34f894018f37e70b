// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import java.util.Objects;
import org.apache.flink.annotation.Internal;

/**
 * All that a user can decide about a source.
 *
 * @param connection how vtgate is reached
 * @param keyspace the keyspace that is read
 * @param tables its tables that are captured
 * @param tabletType the tablets that are read
 * @param retry how broken streams are opened again
 * @param startup where a job without state starts
 */
@Internal
public record VitessSourceConfig(
        ConnectionConfig connection,
        String keyspace,
        TableSelection tables,
        TabletType tabletType,
        RetryPolicy retry,
        StartupOptions startup)
        implements Serializable {

    public VitessSourceConfig {
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(tabletType, "tabletType");
        Objects.requireNonNull(retry, "retry");
        Objects.requireNonNull(startup, "startup");
        if (keyspace == null || keyspace.isBlank()) {
            throw new IllegalArgumentException("'keyspace' is missing");
        }
    }
}
