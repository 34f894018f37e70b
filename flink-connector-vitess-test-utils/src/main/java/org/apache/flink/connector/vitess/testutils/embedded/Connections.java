// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the clients' connections. */
final class Connections extends ServerTransportFilter {

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    int opened() {
        return opened.get();
    }

    int open() {
        return opened.get() - closed.get();
    }

    @Override
    public Attributes transportReady(Attributes attributes) {
        opened.incrementAndGet();
        return attributes;
    }

    @Override
    public void transportTerminated(Attributes attributes) {
        closed.incrementAndGet();
    }
}
