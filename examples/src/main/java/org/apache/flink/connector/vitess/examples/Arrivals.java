// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.MapFunction;

/**
 * Shows the job's changes to an object of this JVM, which Flink runs in as well.
 *
 * <p>Flink sends functions to its tasks as bytes, so what is sent is only the name of the receiver.
 * The receiver is called by the threads of all tasks.
 */
final class Arrivals implements MapFunction<Arrival, Arrival>, AutoCloseable {

    private static final long serialVersionUID = 1;

    private static final Map<UUID, Consumer<Arrival>> RECEIVERS = new ConcurrentHashMap<>();

    private final UUID name = UUID.randomUUID();

    Arrivals(Consumer<Arrival> receiver) {
        RECEIVERS.put(name, receiver);
    }

    @Override
    public Arrival map(Arrival arrival) {
        RECEIVERS.get(name).accept(arrival);
        return arrival;
    }

    @Override
    public void close() {
        RECEIVERS.remove(name);
    }
}
