// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.values;

import static org.apache.flink.connector.vitess.e2e.values.ValueColumn.ofLiterals;
import static org.apache.flink.connector.vitess.e2e.values.ValueColumn.ofText;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** ENUM and SET. */
final class MemberTable {

    private static final String LABELS =
            "('a','it''s','with, comma','Ä€ö','日本','2','0','1','back\\\\slash','\"','blank end ','')";

    private static final List<String> LABEL_VALUES =
            List.of(
                    "a",
                    "it's",
                    "with, comma",
                    "Ä€ö",
                    "日本",
                    "2",
                    "0",
                    "1",
                    "back\\slash",
                    "\"",
                    "blank end",
                    "",
                    "none of them");

    private MemberTable() {}

    static ValueTable table() {
        String members = labels(64);
        return ValueTable.of(
                "members",
                ofText("e", "ENUM" + LABELS, LABEL_VALUES),
                ofText("e_bin", "ENUM" + LABELS + " COLLATE utf8mb4_bin", LABEL_VALUES),
                ofText("e_latin1", "ENUM('a','Ä','Ã¤','ä€') CHARSET latin1", enumValues()),
                ofText(
                        "e_utf16",
                        "ENUM('a','Ä','Ã¤','ä€') CHARSET utf16 COLLATE utf16_bin",
                        enumValues()),
                ofText("gbk_e", "ENUM('a','中','文') CHARSET gbk", List.of("a", "中", "文", "?")),
                ofText("e_255", "ENUM(" + labels(255) + ")", List.of("m1", "m127", "m128", "m255")),
                ofText("e_300", "ENUM(" + labels(300) + ")", List.of("m1", "m255", "m256", "m300")),
                ofLiterals(
                        "e_number", "ENUM('2','0','1')", List.of("1", "2", "3", "'0'", "'1'", "0")),
                ofText("s", "SET('a','it''s','Ö','0','1','x y')", setValues()),
                ofText(
                        "s_bin",
                        "SET('a','it''s','Ö','0','1','x y') COLLATE utf8mb4_bin",
                        setValues()),
                ofText(
                        "s_latin1",
                        "SET('a','Ä','ö') CHARSET latin1",
                        List.of("", "a", "Ä", "a,Ä,ö")),
                ofText("s_63", "SET(" + labels(63) + ")", List.of("", "m1", "m63", "m1,m62,m63")),
                ofLiterals(
                        "s_64",
                        "SET(" + members + ")",
                        List.of("''", "'m1'", "'m63'", "9223372036854775807")));
    }

    static String labels(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj("'m%d'"::formatted)
                .collect(Collectors.joining(","));
    }

    private static List<String> enumValues() {
        return List.of("a", "Ä", "Ã¤", "ä€", "none");
    }

    private static List<String> setValues() {
        return List.of("", "a", "it's", "Ö", "0", "1", "0,1", "a,it's,Ö,0,1,x y", "x y,a", "none");
    }
}
