// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.nio.charset.Charset;
import java.util.HexFormat;

/**
 * What Java and MySQL mean differently in GB 18030. Java follows the standard's edition of 2000 or
 * of 2022, by its version and the property {@code jdk.charset.GB18030}, MySQL that of 2005: the
 * editions have swapped some characters for those of the private use area.
 */
final class Gb18030 {

    /** A code, MySQL's character for it, and the one with which an edition has swapped it. */
    private static final String[] SWAPPED = {
        "A6D9 E78D FE10", "A6DA E78E FE12", "A6DB E78F FE11", "A6DC E790 FE13",
        "A6DD E791 FE14", "A6DE E792 FE15", "A6DF E793 FE16", "A6EC E794 FE17",
        "A6ED E795 FE18", "A6F3 E796 FE19", "A8BC 1E3F E7C7", "FE59 E81E 9FB4",
        "FE61 E826 9FB5", "FE66 E82B 9FB6", "FE67 E82C 9FB7", "FE6D E832 9FB8",
        "FE7E E843 9FB9", "FE90 E854 9FBA", "FEA0 E864 9FBB"
    };

    private Gb18030() {}

    /** Pairs of characters: what this Java reads, and what MySQL means by the same bytes. */
    static String replaced() {
        Charset java = Charset.forName("GB18030");
        StringBuilder pairs = new StringBuilder();
        for (String swapped : SWAPPED) {
            String[] parts = swapped.split(" ");
            char mySql = (char) HexFormat.fromHexDigits(parts[1]);
            char other = (char) HexFormat.fromHexDigits(parts[2]);
            if (new String(HexFormat.of().parseHex(parts[0]), java).charAt(0) == other) {
                pairs.append(other).append(mySql).append(mySql).append(other);
            }
        }
        return pairs.toString();
    }
}
