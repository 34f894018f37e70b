// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.value.JavaValues;
import org.apache.flink.util.Collector;

/**
 * Each change as one readable line, such as {@code -80 customer r [1, Ada]} for a copied row, with
 * {@code c}, {@code d} and {@code u [1, Ada] -> [1, Bob]} for the log's.
 */
public final class ChangeLines implements VitessDeserializationSchema<String> {

    private static final long serialVersionUID = 1;

    @Override
    public void deserialize(RowChange change, Collector<String> out) {
        String what =
                switch (change.kind()) {
                    case INSERT ->
                            (change.source().snapshot() ? "r " : "c ") + values(change.after());
                    case UPDATE -> "u " + values(change.before()) + " -> " + values(change.after());
                    case DELETE -> "d " + values(change.before());
                };
        out.collect(change.source().shard().name() + " " + change.source().table() + " " + what);
    }

    private static List<Object> values(Optional<RowImage> image) {
        List<Object> values = new ArrayList<>();
        RowImage row = image.orElseThrow();
        for (int i = 0; i < row.schema().columns().size(); i++) {
            values.add(JavaValues.of(row, i));
        }
        return values;
    }

    @Override
    public TypeInformation<String> getProducedType() {
        return Types.STRING;
    }
}
