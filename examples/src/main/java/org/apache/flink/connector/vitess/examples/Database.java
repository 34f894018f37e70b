// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

/** A Vitess that the quickstart reads from, for as long as it runs. */
interface Database extends AutoCloseable {

    /** Its vtgate's gRPC service, as {@code host:port}. */
    String address();

    /** What it is, for the heading. */
    String description();

    @Override
    void close();

    /** Starts or reaches the database that the options name. */
    static Database open(QuickstartOptions options) {
        return switch (options.vitess()) {
            case "embedded" -> new EmbeddedDatabase(options.keyspace());
            case "local" -> new LocalDatabase(options.keyspace());
            default -> new RemoteDatabase(options.vitess());
        };
    }
}
