// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.ConnectionConfig;

/**
 * The client for all that the enumerator asks while the job runs, opened for the first question and
 * closed with the enumerator. Any thread.
 */
final class SharedClient implements AutoCloseable {

    private final ConnectionConfig config;

    /** Null before the first question. */
    private VitessClient client;

    private boolean closed;

    SharedClient(ConnectionConfig config) {
        this.config = config;
    }

    /**
     * The client.
     *
     * @throws VitessException if the files of the TLS options cannot be read
     */
    synchronized VitessClient get() {
        if (closed) {
            throw new IllegalStateException("The source has been closed");
        }
        if (client == null) {
            client = new VitessClient(config);
        }
        return client;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            client.close();
        }
    }
}
