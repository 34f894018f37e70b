// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the clients' connections. One that ends before it is ready is none. */
final class Connections extends ServerTransportFilter {

    private static final Attributes.Key<Boolean> COUNTED = Attributes.Key.create("counted");

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
        return attributes.toBuilder().set(COUNTED, true).build();
    }

    @Override
    public void transportTerminated(Attributes attributes) {
        if (attributes != null && attributes.get(COUNTED) != null) {
            closed.incrementAndGet();
        }
    }
}
