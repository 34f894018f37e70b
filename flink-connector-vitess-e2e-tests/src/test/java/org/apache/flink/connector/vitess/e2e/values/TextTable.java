// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.values;

import static org.apache.flink.connector.vitess.e2e.values.ValueColumn.ofLiterals;
import static org.apache.flink.connector.vitess.e2e.values.ValueColumn.ofText;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Text in each character set of MySQL, with and without a binary collation. */
final class TextTable {

    /** Written to every character set; MySQL itself puts a {@code ?} where it lacks a character. */
    private static final List<String> SAMPLES =
            List.of(
                    "",
                    " ",
                    "plain",
                    " blanks around  ",
                    "quote ' \" \\ %_",
                    "\0nul\b\n\r\t\u001A\u007F",
                    "Ünïcödé ÿ € „“ Œ ž",
                    "日本語 ｱｲｳ ー～―∥－",
                    "中文简体 繁體字 龍",
                    "한국어 똠방",
                    "Привет Ђ ў",
                    "Ελληνικά ά",
                    "עברית",
                    "العربية",
                    "ไทย ๛",
                    "ąęłż őű ģķ",
                    "￠￡￢ ¥‾ ¦§ №",
                    "😀𠜎🇩🇪",
                    "e\u0301 \u200B\uFEFF\u2028");

    /** Those with one byte for each character. */
    private static final List<String> SINGLE_BYTE =
            List.of(
                    "ascii",
                    "cp1250",
                    "cp1251",
                    "cp1256",
                    "cp1257",
                    "cp850",
                    "cp852",
                    "cp866",
                    "greek",
                    "hebrew",
                    "koi8r",
                    "koi8u",
                    "latin1",
                    "latin2",
                    "latin5",
                    "latin7",
                    "macce",
                    "macroman",
                    "tis620");

    private static final List<String> MULTI_BYTE =
            List.of(
                    "big5", "cp932", "eucjpms", "euckr", "gb18030", "gb2312", "gbk", "sjis", "ucs2",
                    "ujis", "utf16", "utf16le", "utf32", "utf8mb3", "utf8mb4");

    /** Those that Java does not know. */
    private static final List<String> UNKNOWN =
            List.of("armscii8", "dec8", "geostd8", "hp8", "keybcs2", "swe7");

    private TextTable() {}

    /** Of one type, such as VARCHAR(24), in all character sets, and in their binary collation. */
    static ValueTable table(String type) {
        List<ValueColumn> columns = new ArrayList<>();
        // A CHAR loses its blanks, so an UPDATE might change nothing else.
        columns.add(ValueColumn.of("n", "INT", "1", "2", "3"));
        Stream.concat(SINGLE_BYTE.stream(), MULTI_BYTE.stream())
                .forEach(
                        charset -> {
                            String bin = charset + "_bin";
                            List<String> samples = samples(charset);
                            columns.add(ofText(charset, type + " CHARSET " + charset, samples));
                            columns.add(ofText(bin, collated(type, bin), samples));
                        });
        return new ValueTable("texts_" + type.replaceAll("\\W", ""), columns);
    }

    /** Java lacks the characters that NEC and IBM added to eucjpms; they fail the job. */
    private static List<String> samples(String charset) {
        return charset.equals("eucjpms")
                ? SAMPLES.stream().map(sample -> sample.replace("№", "")).toList()
                : SAMPLES;
    }

    /** Of each size, and with other collations than the character set's first. */
    static ValueTable others() {
        return ValueTable.of(
                "texts",
                ofText("tiny", "TINYTEXT", SAMPLES),
                ofText("medium", "MEDIUMTEXT", SAMPLES),
                ofText("large", "LONGTEXT", SAMPLES),
                ofText("latin1_cs", collated("TEXT", "latin1_general_cs"), SAMPLES),
                ofText("german", collated("VARCHAR(99)", "utf8mb4_de_pb_0900_ai_ci"), SAMPLES),
                ofText("turkish", collated("VARCHAR(99)", "utf8mb3_turkish_ci"), SAMPLES),
                ofText("chinese", collated("VARCHAR(99)", "utf8mb4_zh_0900_as_cs"), SAMPLES),
                ofText("latin7_cs", collated("VARCHAR(99)", "latin7_general_cs"), SAMPLES),
                ofText("no_name", "VARCHAR(99) CHARSET utf8mb4 BINARY", SAMPLES));
    }

    private static String collated(String type, String collation) {
        return "%s CHARSET %s COLLATE %s"
                .formatted(type, collation.replaceAll("_.*", ""), collation);
    }

    /**
     * Every byte that MySQL knows in the character sets of one byte, and as bytes those that Java
     * does not know.
     *
     * @param known whether MySQL knows the character of this SQL
     */
    static ValueTable singleBytes(Predicate<String> known) {
        List<ValueColumn> columns = new ArrayList<>();
        for (String charset : SINGLE_BYTE) {
            List<String> quarters =
                    IntStream.range(0, 4).mapToObj(i -> quarter(charset, i, known)).toList();
            columns.add(ofLiterals(charset, "VARCHAR(64) CHARSET " + charset, quarters));
        }
        for (String charset : UNKNOWN) {
            columns.add(
                    ValueColumn.bytes(
                            "bytes_" + charset,
                            "VARCHAR(64) CHARSET " + charset,
                            List.of(quarter(charset, 0, all -> true), "X'C3A4'", "''")));
        }
        return new ValueTable("single_bytes", columns);
    }

    private static String quarter(String charset, int quarter, Predicate<String> known) {
        return IntStream.range(quarter * 64, quarter * 64 + 64)
                .mapToObj("%02X"::formatted)
                .filter(hex -> known.test("_" + charset + " X'" + hex + "'"))
                .collect(Collectors.joining("", "_" + charset + " X'", "'"));
    }

    /**
     * The characters of Unicode's first plane, and some of the others, a thousand in a row.
     *
     * <p>Java has fewer characters in the two charsets that are left out, and fails for the others.
     */
    static ValueTable allCharacters() {
        List<String> all =
                Stream.of(
                                range(0, 0xD7FF),
                                range(0xE000, 0x103FF),
                                range(0x1F000, 0x203FF),
                                range(0x10FC00, 0x10FFFF))
                        .flatMap(chunks -> chunks)
                        .toList();
        return new ValueTable(
                "characters",
                Stream.concat(SINGLE_BYTE.stream(), MULTI_BYTE.stream())
                        .filter(charset -> !charset.equals("eucjpms") && !charset.equals("ujis"))
                        .map(charset -> ofText(charset, "MEDIUMTEXT CHARSET " + charset, all))
                        .toList());
    }

    private static Stream<String> range(int first, int last) {
        return IntStream.rangeClosed(first >> 10, last >> 10)
                .mapToObj(
                        i ->
                                IntStream.range(i << 10, i + 1 << 10)
                                        // MySQL makes bytes of it that are no character, in
                                        // tis620 also of U+1FFFD and so on.
                                        .filter(point -> (point & 0xFFFF) != 0xFFFD)
                                        .mapToObj(Character::toString)
                                        .collect(Collectors.joining()));
    }
}
