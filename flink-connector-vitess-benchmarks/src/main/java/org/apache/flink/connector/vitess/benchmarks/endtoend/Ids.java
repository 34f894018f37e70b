// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.util.Collector;

/** The first column of each row, as a short way of a user's own. */
final class Ids implements VitessDeserializationSchema<Long> {

    private static final long serialVersionUID = 1;

    @Override
    public void deserialize(RowChange change, Collector<Long> out) {
        byte[] id = change.after().orElseThrow().bytes(0);
        out.collect(Long.valueOf(new String(id, StandardCharsets.US_ASCII)));
    }

    @Override
    public TypeInformation<Long> getProducedType() {
        return Types.LONG;
    }
}
