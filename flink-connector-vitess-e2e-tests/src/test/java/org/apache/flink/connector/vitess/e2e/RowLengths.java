// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.util.Collector;

/** Large rows as lines: the kind of change, the first column, and the length of the second. */
public final class RowLengths implements VitessDeserializationSchema<String> {

    private static final long serialVersionUID = 1;

    @Override
    public void deserialize(RowChange change, Collector<String> out) {
        RowImage row = change.after().or(change::before).orElseThrow();
        out.collect(
                "%s %s %d".formatted(change.kind(), new String(row.bytes(0)), row.bytes(1).length));
    }

    @Override
    public TypeInformation<String> getProducedType() {
        return Types.STRING;
    }
}
