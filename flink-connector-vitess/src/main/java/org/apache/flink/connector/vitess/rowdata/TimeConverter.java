// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import org.apache.flink.connector.vitess.rowdata.ValuePolicies.Policy;
import org.apache.flink.connector.vitess.value.Temporals;

/** TIME as TIME: the milliseconds of a day, more of which Flink does not keep. */
record TimeConverter(int precision, Policy beyondDay) implements ColumnConverter {

    private static final int BEYOND_DAY = -1;
    private static final int FLINKS_PRECISION = 3;

    @Override
    public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
        int millis = millis(buffer, start, length);
        if (millis == BEYOND_DAY) {
            row.setNull(field);
        } else {
            row.setInt(field, millis);
        }
    }

    private int millis(byte[] buffer, int start, int length) {
        long micros = Temporals.time(buffer, start, length);
        boolean inDay =
                micros >= 0 && micros < Temporals.SECONDS_PER_DAY * Temporals.MICROS_PER_SECOND;
        if (!inDay && beyondDay == Policy.NULL) {
            return BEYOND_DAY;
        }
        if (!inDay) {
            throw new IllegalArgumentException("it is not within a day");
        }
        if (precision >= FLINKS_PRECISION && micros % 1000 != 0) {
            throw new IllegalArgumentException(
                    "it has more than 3 digits of a second, and Flink's TIME keeps no more, whatever"
                            + " is declared: declare BIGINT or STRING");
        }
        Temporals.checkPrecision(micros, Math.min(precision, FLINKS_PRECISION));
        return (int) (micros / 1000);
    }
}
