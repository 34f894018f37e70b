// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.value.JavaValues;
import org.apache.flink.util.Collector;

/** Changes of the ledger's tables, whose own columns hold no NULL; others are left out. */
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
        List<String> own = LedgerTable.columns(row.schema().table());
        List<Column> columns = row.schema().columns();
        String[] values = new String[own.size()];
        for (int i = 0; i < columns.size(); i++) {
            int place = own.indexOf(columns.get(i).name());
            if (place >= 0) {
                values[place] = String.valueOf(JavaValues.of(row, i));
            }
        }
        return values;
    }

    @Override
    public TypeInformation<LedgerChange> getProducedType() {
        return TypeInformation.of(LedgerChange.class);
    }
}
