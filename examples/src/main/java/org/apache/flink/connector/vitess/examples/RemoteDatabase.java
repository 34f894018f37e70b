// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

/**
 * A Vitess of the user's own, which is only read.
 *
 * @param address its vtgate's gRPC service, as {@code host:port}
 */
record RemoteDatabase(String address) implements Database {

    RemoteDatabase {
        if (!address.matches(".+:\\d{1,5}")) {
            throw new IllegalArgumentException(
                    "--vitess must be embedded, local or HOST:PORT, not " + address);
        }
    }

    @Override
    public String description() {
        return "the Vitess at " + address;
    }

    @Override
    public void close() {}
}
