// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import org.apache.flink.connector.vitess.rowdata.ValuePolicies.Policy;
import org.apache.flink.connector.vitess.value.Temporals;
import org.apache.flink.table.data.TimestampData;

/** DATETIME and TIMESTAMP, which come in UTC, as TIMESTAMP or TIMESTAMP_LTZ. */
record TimestampConverter(int precision, Policy noDate) implements ColumnConverter {

    @Override
    public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
        long micros = micros(buffer, start, length);
        if (micros == Temporals.NO_DATE) {
            row.setNull(field);
        } else if (TimestampData.isCompact(precision)) {
            // A compact timestamp is stored as its milliseconds.
            row.setLong(field, Math.floorDiv(micros, 1000L));
        } else {
            row.setTimestamp(
                    field, Math.floorDiv(micros, 1000L), (int) Math.floorMod(micros, 1000L) * 1000);
        }
    }

    private long micros(byte[] buffer, int start, int length) {
        long micros = Temporals.datetime(buffer, start, length);
        if (micros == Temporals.NO_DATE) {
            DateConverter.refuseUnlessNull(noDate);
        } else {
            Temporals.checkPrecision(micros, precision);
        }
        return micros;
    }
}
