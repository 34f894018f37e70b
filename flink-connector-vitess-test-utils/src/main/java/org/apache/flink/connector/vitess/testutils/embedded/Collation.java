// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.Comparator;
import java.util.List;

/**
 * How MySQL stores and orders texts. Values that are equal in the order are the same primary key.
 *
 * <p>The orders of the constants but for {@link #BINARY} and {@link #UTF8MB4_BIN} are MySQL's for
 * printable ASCII characters only; any other fails with an {@link IllegalArgumentException}.
 *
 * @param id MySQL's number of it
 * @param name the name, such as {@code utf8mb4_bin}
 * @param charset the name of its character set
 * @param order the order of the bytes of two texts
 */
public record Collation(int id, String name, String charset, Comparator<byte[]> order) {

    /** Bytes without a character set; also the one of numbers, dates and JSON. */
    public static final Collation BINARY = new Collation(63, "binary", "binary", ValueOrder.BYTES);

    /** MySQL's default: ignores case; a trailing blank counts. */
    public static final Collation UTF8MB4_0900_AI_CI =
            new Collation(255, "utf8mb4_0900_ai_ci", "utf8mb4", ValueOrder.UCA_IGNORING_CASE);

    /** Ignores case and trailing blanks. */
    public static final Collation UTF8MB4_GENERAL_CI =
            new Collation(45, "utf8mb4_general_ci", "utf8mb4", ValueOrder.IGNORING_CASE);

    /** By code point; ignores trailing blanks. */
    public static final Collation UTF8MB4_BIN =
            new Collation(46, "utf8mb4_bin", "utf8mb4", ValueOrder.PADDED_BYTES);

    /** Ignores case and trailing blanks. */
    public static final Collation LATIN1_SWEDISH_CI =
            new Collation(8, "latin1_swedish_ci", "latin1", ValueOrder.IGNORING_CASE);

    /** Ignores case and trailing blanks. Vitess has no number for it. */
    public static final Collation GBK_CHINESE_CI =
            new Collation(28, "gbk_chinese_ci", "gbk", ValueOrder.GBK_IGNORING_CASE);

    /** The constants. */
    static List<Collation> known() {
        return List.of(
                BINARY,
                UTF8MB4_0900_AI_CI,
                UTF8MB4_GENERAL_CI,
                UTF8MB4_BIN,
                LATIN1_SWEDISH_CI,
                GBK_CHINESE_CI);
    }

    /** The number in FIELD events: 0 for the collations of a character set unknown to Vitess. */
    public int idOfVitess() {
        return charset.equals("gbk") ? 0 : id;
    }

    /** MySQL gives columns of such a collation out as bytes. */
    boolean isBin() {
        return name.endsWith("_bin");
    }
}
