// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;
import org.apache.flink.annotation.PublicEvolving;

/**
 * What to do with values of MySQL for which Flink has no value. All others that do not fit fail
 * always, and no value is ever changed.
 *
 * @param noDate a date that no calendar has: {@code 0000-00-00}, or one with the month or the day
 *     0, or beyond the end of its month; the default is {@link Policy#FAIL}
 * @param timeBeyondDay a TIME below {@code 00:00:00} or from {@code 24:00:00} on, if Flink's type
 *     is TIME; the default is {@link Policy#FAIL}. BIGINT and STRING hold all of them.
 */
@PublicEvolving
public record ValuePolicies(Policy noDate, Policy timeBeyondDay) implements Serializable {

    private static final long serialVersionUID = 1L;

    /** What to do with a value. */
    @PublicEvolving
    public enum Policy {
        /** Fails the job with the table, the column and the value. */
        FAIL,
        /** Gives NULL; fails nevertheless if Flink's column is NOT NULL. */
        NULL;

        /** As it is written in SQL. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ValuePolicies {
        Objects.requireNonNull(noDate, "noDate");
        Objects.requireNonNull(timeBeyondDay, "timeBeyondDay");
    }

    /** Fails for all of them. */
    public static ValuePolicies strict() {
        return new ValuePolicies(Policy.FAIL, Policy.FAIL);
    }
}
