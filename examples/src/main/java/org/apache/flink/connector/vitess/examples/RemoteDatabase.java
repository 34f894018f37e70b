// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.List;

/** A Vitess of the user's own, which is only read. */
final class RemoteDatabase implements Database {

    private final String host;
    private final int port;

    RemoteDatabase(String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 1 || !address.substring(colon + 1).matches("\\d{1,5}")) {
            throw new IllegalArgumentException(
                    "--vitess must be embedded, local or HOST:PORT, not " + address);
        }
        host = address.substring(0, colon);
        port = Integer.parseInt(address.substring(colon + 1));
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String description() {
        return "the Vitess at " + host + ":" + port;
    }

    @Override
    public boolean writable() {
        return false;
    }

    @Override
    public void insert(String table, List<Object> row) {
        throw notOurs();
    }

    @Override
    public void update(String table, List<Object> row) {
        throw notOurs();
    }

    @Override
    public void delete(String table, Object key) {
        throw notOurs();
    }

    private static UnsupportedOperationException notOurs() {
        return new UnsupportedOperationException("Nothing is written to a user's Vitess");
    }

    @Override
    public void close() {}
}
