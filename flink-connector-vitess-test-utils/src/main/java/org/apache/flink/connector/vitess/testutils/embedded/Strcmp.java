// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comparison of two texts in SQL.
 *
 * @param charset the character set of both
 * @param collation the name of the collation of both
 * @param left the bytes of the first in hexadecimal
 * @param right the bytes of the second in hexadecimal
 */
record Strcmp(String charset, String collation, String left, String right) {
    private static final Pattern SELECT =
            Pattern.compile("select (?=strcmp\\()", Pattern.CASE_INSENSITIVE);
    private static final Pattern STRCMP =
            Pattern.compile(
                    "strcmp\\(_(\\w+) %1$s collate (\\w+), _\\1 %1$s collate \\3\\)(?:, |\\z)"
                            .formatted("X'((?:[0-9a-f]{2})*)'"),
                    Pattern.CASE_INSENSITIVE);

    /** The columns of a SELECT of nothing else; empty for other statements. */
    static Optional<List<Strcmp>> parseSelect(String sql) {
        Matcher select = SELECT.matcher(sql);
        if (!select.lookingAt()) {
            return Optional.empty();
        }
        List<Strcmp> columns = new ArrayList<>();
        Matcher column = STRCMP.matcher(sql).region(select.end(), sql.length());
        while (column.lookingAt()) {
            columns.add(
                    new Strcmp(column.group(1), column.group(3), column.group(2), column.group(4)));
            column.region(column.end(), sql.length());
        }
        return column.regionStart() == sql.length() ? Optional.of(columns) : Optional.empty();
    }

    /** -1, 0 or 1. */
    int by(Collation order) {
        HexFormat hex = HexFormat.of();
        return Integer.signum(order.order().compare(hex.parseHex(left), hex.parseHex(right)));
    }

    /** As vtgate writes it. */
    @Override
    public String toString() {
        return "strcmp(_%1$s x'%2$s' collate %4$s, _%1$s x'%3$s' collate %4$s)"
                .formatted(
                        charset,
                        left.toUpperCase(Locale.ROOT),
                        right.toUpperCase(Locale.ROOT),
                        collation);
    }
}
