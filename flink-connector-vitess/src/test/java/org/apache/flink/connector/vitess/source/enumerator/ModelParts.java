// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The parts that the states of a model are made of. Equal parts are one object, and what comes of
 * an event is found out once: millions of states are made of some thousand parts.
 */
final class ModelParts {

    /** Compared by identity, which is cheap. */
    private record Call(Object part, Object event, int reader) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Call that
                    && part == that.part
                    && event == that.event
                    && reader == that.reader;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * System.identityHashCode(part) + System.identityHashCode(event))
                    + reader;
        }
    }

    private final Map<Object, Object> parts = new HashMap<>();
    private final Map<Call, Object> results = new HashMap<>();

    /** The one object that is equal to this. */
    @SuppressWarnings("unchecked")
    <T> T one(T part) {
        Object known = parts.putIfAbsent(part, part);
        return known == null ? part : (T) known;
    }

    /** What a part becomes by an event. */
    @SuppressWarnings("unchecked")
    <T> T after(Object event, T part, Supplier<T> change) {
        return (T) results.computeIfAbsent(new Call(part, event, 0), call -> one(change.get()));
    }

    /** What may come of an event of a reader. */
    @SuppressWarnings("unchecked")
    <T> List<T> results(Object part, Object event, int reader, Supplier<List<T>> change) {
        Call call = new Call(part, event, reader);
        List<T> known = (List<T>) results.get(call);
        if (known == null) {
            known = change.get();
            results.put(call, known);
        }
        return known;
    }
}
