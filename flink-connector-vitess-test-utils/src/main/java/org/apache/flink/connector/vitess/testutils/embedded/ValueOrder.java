// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** How MySQL orders the values of a key column. Values are MySQL's text bytes, never null. */
public final class ValueOrder {
    /** Numbers by value. */
    public static final Comparator<byte[]> NUMERIC =
            Comparator.comparing(
                    value -> new BigDecimal(new String(value, StandardCharsets.US_ASCII)));

    /** Bytes as unsigned numbers: binary and {@code _bin} columns, dates and times. */
    public static final Comparator<byte[]> BYTES = Arrays::compareUnsigned;

    private ValueOrder() {}
}
