// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes to the tables of a schema in PostgreSQL, at least once. As rows are written and deleted by
 * their keys, and in order, the tables are equal to those of the keyspace again once a restarted
 * job has caught up.
 */
final class PostgresSink implements Sink<TableChange> {

    private static final long serialVersionUID = 1;

    private final Postgres postgres;

    PostgresSink(Postgres postgres) {
        this.postgres = postgres;
    }

    /** Flink 1.20 still has it, without a default. */
    @Override
    @SuppressWarnings("deprecation")
    public SinkWriter<TableChange> createWriter(InitContext context) throws IOException {
        return new PostgresWriter(postgres);
    }

    @Override
    public SinkWriter<TableChange> createWriter(WriterInitContext context) throws IOException {
        return new PostgresWriter(postgres);
    }
}
