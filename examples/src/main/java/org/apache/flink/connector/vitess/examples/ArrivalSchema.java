// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.value.JavaValues;
import org.apache.flink.util.Collector;

/** Makes an {@link Arrival} of each change. */
final class ArrivalSchema implements VitessDeserializationSchema<Arrival> {

    private static final long serialVersionUID = 1;

    private final ChangeText text;
    private final boolean versioned;

    /**
     * Fixes what is known of the tables.
     *
     * @param text makes the line
     * @param versioned whether the tables are those of {@link WritableDatabase}
     */
    ArrivalSchema(ChangeText text, boolean versioned) {
        this.text = text;
        this.versioned = versioned;
    }

    @Override
    public void deserialize(RowChange change, Collector<Arrival> out) {
        RowImage row = change.after().or(change::before).orElseThrow();
        long deletion = change.after().isPresent() ? 0 : 1;
        out.collect(
                new Arrival(
                        change.source().shard().name(),
                        change.source().table(),
                        change.source().snapshot(),
                        versioned ? number(row, 0) : 0,
                        versioned ? number(row, row.schema().indexOf("version")) + deletion : 0,
                        text.of(change)));
    }

    private static long number(RowImage row, int column) {
        return ((Number) JavaValues.of(row, column)).longValue();
    }

    @Override
    public TypeInformation<Arrival> getProducedType() {
        return TypeInformation.of(Arrival.class);
    }
}
