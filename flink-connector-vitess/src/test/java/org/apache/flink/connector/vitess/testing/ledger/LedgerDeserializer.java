// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.value.JavaValues;
import org.apache.flink.util.Collector;

/** Changes of the ledger's tables, whose columns hold no NULL. */
public final class LedgerDeserializer implements VitessDeserializationSchema<LedgerChange> {

    private static final long serialVersionUID = 1;

    @Override
    public void deserialize(RowChange change, Collector<LedgerChange> out) {
        out.collect(
                new LedgerChange(
                        change.source().shard().name(),
                        change.source().table(),
                        change.before().map(LedgerDeserializer::values).orElse(null),
                        change.after().map(LedgerDeserializer::values).orElse(null),
                        change.source().gtid(),
                        change.source().snapshot()));
    }

    private static String[] values(RowImage row) {
        String[] values = new String[row.schema().columns().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = String.valueOf(JavaValues.of(row, i));
        }
        return values;
    }

    @Override
    public TypeInformation<LedgerChange> getProducedType() {
        return TypeInformation.of(LedgerChange.class);
    }
}
