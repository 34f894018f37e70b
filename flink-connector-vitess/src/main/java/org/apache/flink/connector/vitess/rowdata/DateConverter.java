// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import org.apache.flink.connector.vitess.rowdata.ValuePolicies.Policy;
import org.apache.flink.connector.vitess.value.Temporals;

/** DATE as DATE: the days from 1970. */
record DateConverter(Policy noDate) implements ColumnConverter {

    @Override
    public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
        long days = days(buffer, start, length);
        if (days == Temporals.NO_DATE) {
            row.setNull(field);
        } else {
            row.setInt(field, (int) days);
        }
    }

    private long days(byte[] buffer, int start, int length) {
        long days = Temporals.date(buffer, start, length);
        if (days == Temporals.NO_DATE) {
            refuseUnlessNull(noDate);
        }
        return days;
    }

    static void refuseUnlessNull(Policy noDate) {
        if (noDate == Policy.FAIL) {
            throw new IllegalArgumentException("no calendar has this date");
        }
    }
}
