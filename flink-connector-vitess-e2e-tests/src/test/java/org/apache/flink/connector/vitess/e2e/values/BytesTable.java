// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.values;

import static org.apache.flink.connector.vitess.e2e.values.ValueColumn.ofBytes;
import static org.apache.flink.connector.vitess.e2e.values.ValueColumn.ofLiterals;
import static org.apache.flink.connector.vitess.e2e.values.ValueColumn.ofText;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes, bits, geometries and vectors. */
final class BytesTable {

    private static final String[] BYTES = {
        "", "00", "0000", "41", "4100", "410000", "0041", "FF", "DEADBEEF", "2020", "C3A4", "0A0D09"
    };

    private static final List<String> GEOMETRIES =
            List.of(
                    "POINT(0 0)",
                    "POINT(1 2)",
                    "POINT(-1.5 89.25)",
                    "POINT(0.1 1e-10)",
                    "POINT(179.99999999 -89.999999999)",
                    "LINESTRING(0 0,1 1,2 3)",
                    "POLYGON((0 0,10 0,10 10,0 10,0 0))",
                    "POLYGON((0 0,10 0,10 10,0 10,0 0),(5 5,7 5,7 7,5 7,5 5))",
                    "MULTIPOINT((1 1),(2 2))",
                    "MULTILINESTRING((0 0,1 1),(2 2,3 3,4 4))",
                    "MULTIPOLYGON(((0 0,1 0,1 1,0 1,0 0)),((5 5,6 5,6 6,5 6,5 5)))",
                    "GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1))",
                    "GEOMETRYCOLLECTION(GEOMETRYCOLLECTION(POINT(1 1)),POINT(2 2))",
                    "GEOMETRYCOLLECTION EMPTY");

    private BytesTable() {}

    static ValueTable table() {
        List<ValueColumn> columns = new ArrayList<>();
        columns.add(ofBytes("b4", "BINARY(4)", BYTES));
        columns.add(ofBytes("b1", "BINARY(1)", "", "00", "20", "FF"));
        columns.add(ofBytes("b255", "BINARY(255)", "", "01", "FF".repeat(255)));
        columns.add(ofBytes("vb", "VARBINARY(300)", BYTES));
        columns.add(ofBytes("vb_long", "VARBINARY(300)", "", "00".repeat(300), "AB".repeat(299)));
        for (String size : List.of("TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB")) {
            columns.add(ofBytes("the_" + size, size, BYTES));
        }
        columns.add(ofBytes("binary_text", "TEXT CHARSET binary", BYTES));
        columns.add(bits("bit1", 1, "00", "01"));
        columns.add(bits("bit8", 8, "00", "01", "7F", "80", "FF"));
        columns.add(bits("bit33", 33, "00", "01", "FFFFFFFF", "0100000000", "01FFFFFFFF"));
        columns.add(
                bits(
                        "bit64",
                        64,
                        "00",
                        "01",
                        "7FFFFFFFFFFFFFFF",
                        "8000000000000000",
                        "F".repeat(16)));
        for (int srid : List.of(0, 4326)) {
            columns.add(geometry("g" + srid, "GEOMETRY SRID " + srid, srid, GEOMETRIES));
            for (int i = 0; i < GEOMETRIES.size(); i++) {
                String type = GEOMETRIES.get(i).replaceAll("[ (].*", "");
                String name = type + srid;
                if (columns.stream().noneMatch(column -> column.name().equals(name))) {
                    List<String> same =
                            GEOMETRIES.stream()
                                    .filter(wkt -> wkt.matches(type + "[ (].*"))
                                    .toList();
                    columns.add(geometry(name, type, srid, same));
                }
            }
        }
        columns.add(vectors());
        return new ValueTable("bytes", columns);
    }

    /** Values that need more than two bytes for their length. */
    static ValueTable large() {
        return ValueTable.of(
                "large",
                ofBytes("large_blob", "LONGBLOB", "", "5A".repeat(70_000)),
                ofBytes("medium_blob", "MEDIUMBLOB", "5A".repeat(65_535), "5A".repeat(65_536)),
                ofText("large_text", "LONGTEXT", List.of("", "ä€😀".repeat(10_000))),
                ofText("utf16", "LONGTEXT CHARSET utf16", List.of("", "ä€😀".repeat(10_000))));
    }

    private static ValueColumn bits(String name, int bits, String... values) {
        int digits = (bits + 7) / 8 * 2;
        String hex = "LPAD(HEX(%s + 0), %d, '0')".formatted(name, digits);
        List<String> literals = Arrays.stream(values).map(value -> "X'" + value + "'").toList();
        return ofLiterals(name, "BIT(" + bits + ")", literals).readAs(hex, hex);
    }

    private static ValueColumn geometry(String name, String type, int srid, List<String> wkt) {
        String order = "'axis-order=long-lat'";
        return ofLiterals(
                        name,
                        type,
                        wkt.stream()
                                .map(
                                        text ->
                                                "ST_GeomFromText('%s', %d, %s)"
                                                        .formatted(text, srid, order))
                                .toList())
                .readAs("ST_AsText(%s, %s)".formatted(name, order), "HEX(" + name + ")");
    }

    private static ValueColumn vectors() {
        List<String> literals =
                List.of(
                        "STRING_TO_VECTOR('[0,0,0]')",
                        "STRING_TO_VECTOR('[1,-1,0.5]')",
                        "STRING_TO_VECTOR('[3.4028e38,-3.4028e38,1.2e-38]')",
                        "STRING_TO_VECTOR('[0.1,16777216,-0]')",
                        "STRING_TO_VECTOR('[7]')");
        return ofLiterals("v", "VECTOR(3)", literals).readAs("HEX(v)", "VECTOR_TO_STRING(v)");
    }
}
