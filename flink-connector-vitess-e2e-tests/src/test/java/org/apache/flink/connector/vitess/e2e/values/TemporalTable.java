// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.values;

import static org.apache.flink.connector.vitess.e2e.values.ValueColumn.of;

import java.util.ArrayList;
import java.util.List;

/** Dates and times, of each precision. */
final class TemporalTable {

    private static final String[] DATES = {
        "0000-00-00",
        "0000-01-01",
        "0001-01-01",
        "1000-01-01",
        "1582-10-10",
        "1900-02-28",
        "1969-12-31",
        "1970-01-01",
        "2000-02-29",
        "2024-01-00",
        "2024-00-00",
        "2024-02-29",
        "2023-02-29",
        "2024-02-31",
        "2024-04-31",
        "9999-12-31"
    };

    private TemporalTable() {}

    static ValueTable table() {
        List<ValueColumn> columns = new ArrayList<>();
        columns.add(of("d", "DATE", DATES));
        columns.add(of("y", "YEAR", "0", "1901", "1999", "2024", "2155"));
        for (int f = 0; f <= 6; f++) {
            columns.add(of("t" + f, "TIME(" + f + ")", times(f)));
            columns.add(of("dt" + f, "DATETIME(" + f + ")", datetimes(f)));
            columns.add(of("ts" + f, "TIMESTAMP(" + f + ") NULL", timestamps(f)));
        }
        return new ValueTable("temporals", columns);
    }

    /** The digits of a fraction, such as {@code .999}. */
    private static String fraction(int digits, String all) {
        return digits == 0 ? "" : "." + all.substring(0, digits);
    }

    private static String[] times(int f) {
        return new String[] {
            "-838:59:59",
            "-24:00:00",
            "-01:02:03" + fraction(f, "456789"),
            "-00:00:00" + fraction(f, "999999"),
            "-00:00:01" + fraction(f, "000001"),
            "00:00:00",
            "00:00:00" + fraction(f, "000001"),
            "00:00:01" + fraction(f, "500000"),
            "12:34:56" + fraction(f, "789012"),
            "23:59:59" + fraction(f, "999999"),
            "24:00:00",
            "100:00:00" + fraction(f, "100000"),
            "838:59:58" + fraction(f, "999999"),
            "838:59:59"
        };
    }

    private static String[] datetimes(int f) {
        List<String> values = new ArrayList<>();
        for (String date : DATES) {
            values.add(date + " 00:00:00");
        }
        values.add("1000-01-01 00:00:00" + fraction(f, "000001"));
        values.add("1969-12-31 23:59:59" + fraction(f, "999999"));
        values.add("2024-02-30 12:34:56" + fraction(f, "123456"));
        values.add("2024-03-31 02:30:00" + fraction(f, "120000"));
        values.add("9999-12-31 23:59:59" + fraction(f, "999999"));
        return values.toArray(String[]::new);
    }

    /** With the moments at which Europe and America change their clocks. */
    private static String[] timestamps(int f) {
        return new String[] {
            "0000-00-00 00:00:00",
            "1970-01-01 00:00:01",
            "1970-01-01 00:00:01" + fraction(f, "999999"),
            "2001-09-09 01:46:40" + fraction(f, "000001"),
            "2024-03-31 00:59:59" + fraction(f, "999999"),
            "2024-03-31 01:00:00",
            "2024-03-31 01:30:00" + fraction(f, "123456"),
            "2024-10-27 00:30:00" + fraction(f, "100000"),
            "2024-10-27 01:30:00" + fraction(f, "100000"),
            "2024-11-03 05:30:00",
            "2024-11-03 06:30:00",
            "2024-02-29 23:59:59" + fraction(f, "500000"),
            "2038-01-19 03:14:07" + fraction(f, "999999")
        };
    }
}
