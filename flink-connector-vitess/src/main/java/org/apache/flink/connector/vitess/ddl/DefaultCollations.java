// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.ddl;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The default collation of each character set, and the one that orders by bytes.
 *
 * <p>The ids are those of {@code information_schema.collations} of MySQL 8.4 and 9.7. For what a
 * text means, any collation of its character set is as good as the actual one.
 */
final class DefaultCollations {

    private static final int UTF8MB4_0900_BIN = 309;

    private record Ids(int byDefault, int bin) {}

    private static final Map<String, Ids> IDS =
            Stream.of(
                            "armscii8 32 64,ascii 11 65,big5 1 84,binary 63 63,cp1250 26 66",
                            "cp1251 51 50,cp1256 57 67,cp1257 59 58,cp850 4 80,cp852 40 81",
                            "cp866 36 68,cp932 95 96,dec8 3 69,eucjpms 97 98,euckr 19 85",
                            "gb18030 248 249,gb2312 24 86,gbk 28 87,geostd8 92 93,greek 25 70",
                            "hebrew 16 71,hp8 6 72,keybcs2 37 73,koi8r 7 74,koi8u 22 75",
                            "latin1 8 47,latin2 9 77,latin5 30 78,latin7 41 79,macce 38 43",
                            "macroman 39 53,sjis 13 88,swe7 10 82,tis620 18 89,ucs2 35 90",
                            "ujis 12 91,utf16 54 55,utf16le 56 62,utf32 60 61,utf8mb3 33 83",
                            "utf8mb4 255 46")
                    .flatMap(line -> Stream.of(line.split(",")))
                    .map(charset -> charset.split(" "))
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    parts -> parts[0],
                                    parts ->
                                            new Ids(
                                                    Integer.parseInt(parts[1]),
                                                    Integer.parseInt(parts[2]))));

    private DefaultCollations() {}

    /** The default collation of a character set; empty if there is no such one. */
    static OptionalInt of(String charset) {
        return find(charset).map(ids -> OptionalInt.of(ids.byDefault)).orElse(OptionalInt.empty());
    }

    /** The {@code _bin} collation of a character set; empty if there is no such one. */
    static OptionalInt binOf(String charset) {
        return find(charset).map(ids -> OptionalInt.of(ids.bin)).orElse(OptionalInt.empty());
    }

    /** Whether a collation is one of those that order by bytes. */
    static boolean isBin(int collation) {
        return collation == UTF8MB4_0900_BIN
                || IDS.values().stream().anyMatch(ids -> ids.bin == collation);
    }

    /** The character set whose name the name of a collation begins with. */
    static String charsetOf(String collation) {
        return collation.split("_", 2)[0];
    }

    private static Optional<Ids> find(String charset) {
        String name = charset.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(IDS.get(name.equals("utf8") ? "utf8mb3" : name));
    }
}
