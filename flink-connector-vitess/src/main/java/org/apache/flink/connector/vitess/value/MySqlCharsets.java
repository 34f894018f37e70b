// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlTypes;

/**
 * MySQL's character sets and the collations that belong to them.
 *
 * <p>The ids are those of {@code information_schema.collations} of MySQL 8.4 and 9.7.
 */
@Internal
public final class MySqlCharsets {

    /**
     * One character set.
     *
     * @param name MySQL's name
     * @param java Java's name of it; empty if Java does not know it
     * @param replaced pairs of characters: what Java reads, and what MySQL means by the same bytes
     * @param collations the collations' ids
     */
    public record MySqlCharset(String name, String java, String replaced, int[] collations) {

        public boolean isUtf8() {
            return java.equals("UTF-8");
        }
    }

    private static final List<MySqlCharset> CHARSETS =
            List.of(
                    charset("armscii8", "", "32 64"),
                    charset("ascii", "US-ASCII", "11 65"),
                    charset("big5", "x-Big5-Solaris", "1 84"),
                    charset("cp1250", "windows-1250", "26 34 44 66 99"),
                    charset("cp1251", "windows-1251", "14 23 50-52"),
                    charset("cp1256", "windows-1256", "57 67"),
                    charset("cp1257", "windows-1257", "29 58 59"),
                    charset("cp850", "IBM850", "4 80"),
                    charset("cp852", "IBM852", "40 81"),
                    charset("cp866", "IBM866", "36 68", "\u2116\u207F\u00A4\u00B2"),
                    charset("cp932", "windows-31j", "95 96"),
                    charset("dec8", "", "3 69"),
                    charset(
                            "eucjpms",
                            "EUC-JP",
                            "97 98",
                            "\u2014\u2015\u301C\uFF5E\u2016\u2225\u2212\uFF0D"
                                    + "\u00A2\uFFE0\u00A3\uFFE1\u00AC\uFFE2"),
                    charset("euckr", "x-windows-949", "19 85"),
                    charset("gb18030", "GB18030", "248-250", Gb18030.replaced()),
                    charset("gb2312", "GB2312", "24 86"),
                    charset("gbk", "x-mswin-936", "28 87"),
                    charset("geostd8", "", "92 93"),
                    charset("greek", "ISO-8859-7", "25 70", "\u2018\u02BD\u2019\u02BC"),
                    charset("hebrew", "ISO-8859-8", "16 71", "\u00AF\u203E"),
                    charset("hp8", "", "6 72"),
                    charset("keybcs2", "", "37 73"),
                    charset("koi8r", "KOI8-R", "7 74"),
                    charset("koi8u", "KOI8-U", "22 75", "\u2219\u2022"),
                    charset("latin1", "windows-1252", "5 8 15 31 47-49 94"),
                    charset("latin2", "ISO-8859-2", "2 9 21 27 77"),
                    charset("latin5", "ISO-8859-9", "30 78"),
                    charset("latin7", "ISO-8859-13", "20 41 42 79"),
                    charset("macce", "x-MacCentralEurope", "38 43"),
                    charset("macroman", "x-MacRoman", "39 53"),
                    charset("sjis", "Shift_JIS", "13 88", "\u2014\u2015\uFF3C\\"),
                    charset("swe7", "", "10 82"),
                    charset("tis620", "TIS-620", "18 89"),
                    charset("ucs2", "UTF-16BE", "35 90 128-151 159"),
                    charset("ujis", "EUC-JP", "12 91", "\u2014\u2015\uFF3C\\"),
                    charset("utf16", "UTF-16BE", "54 55 101-124"),
                    charset("utf16le", "UTF-16LE", "56 62"),
                    charset("utf32", "UTF-32BE", "60 61 160-183"),
                    charset("utf8mb3", "UTF-8", "33 76 83 192-215 223"),
                    charset("utf8mb4", "UTF-8", "45 46 224-247 255-323"));

    private static final Map<Integer, MySqlCharset> BY_COLLATION =
            CHARSETS.stream()
                    .flatMap(
                            charset ->
                                    Arrays.stream(charset.collations)
                                            .mapToObj(id -> Map.entry(id, charset)))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private MySqlCharsets() {}

    /** The character set of a collation; empty if the id is not known. */
    public static Optional<String> nameOf(int collation) {
        return Optional.ofNullable(BY_COLLATION.get(collation)).map(MySqlCharset::name);
    }

    /**
     * The character set of a text column.
     *
     * @throws IllegalArgumentException if it is not known, or not known to Java
     */
    public static MySqlCharset of(Column column) {
        MySqlCharset known = BY_COLLATION.get(column.collation());
        if (known == null) {
            throw new IllegalArgumentException("Vitess did not say its character set");
        }
        if (known.java.isEmpty()) {
            throw new IllegalArgumentException(
                    "Java does not know its character set '" + known.name + "'");
        }
        return known;
    }

    /** How labels of an ENUM or SET are read that are in another character set than UTF-8. */
    public static Optional<TextFormat> formatOfLabels(Column column) {
        if (column.collation() == MySqlTypes.BINARY_COLLATION) {
            return Optional.empty();
        }
        MySqlCharset charset = of(column);
        return charset.isUtf8() ? Optional.empty() : Optional.of(CharsetFormat.of(charset));
    }

    private static MySqlCharset charset(String name, String java, String collations) {
        return charset(name, java, collations, "");
    }

    private static MySqlCharset charset(
            String name, String java, String collations, String replaced) {
        int[] ids =
                Arrays.stream(collations.split(" ")).flatMapToInt(MySqlCharsets::range).toArray();
        return new MySqlCharset(name, java, replaced, ids);
    }

    private static IntStream range(String ids) {
        String[] ends = ids.split("-");
        return IntStream.rangeClosed(
                Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    }
}
