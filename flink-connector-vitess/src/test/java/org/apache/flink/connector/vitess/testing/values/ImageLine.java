// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.values;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One image of a row as a line of text.
 *
 * @param table the table's name
 * @param image {@code r} for a copied row, {@code c}, {@code d}, and an update's {@code u-} before
 *     and {@code u+} after
 * @param cells what each column holds, by its name; the key is called {@code id}
 */
public record ImageLine(String table, String image, Map<String, Cell> cells) {

    private static final String NULL = "\\N";
    private static final int CELL_FIELDS = 4;

    /**
     * What a column holds; both values are null for NULL.
     *
     * @param text its text, or its bytes in hexadecimal if it has none
     * @param type the type of Flink that it was given besides; empty in what MySQL says
     * @param typed its value in this type as text
     */
    public record Cell(String text, String type, String typed) {}

    public ImageLine {
        cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
    }

    /** What distinguishes this image from all others of a run. */
    public String key() {
        return table + " " + image + " " + cells.get("id").text();
    }

    /** Reads what {@link #toString} wrote. */
    public static ImageLine parse(String line) {
        String[] fields = line.split("\t", -1);
        Map<String, Cell> cells = new LinkedHashMap<>();
        for (int i = 2; i < fields.length; i += CELL_FIELDS) {
            cells.put(
                    fields[i],
                    new Cell(unescaped(fields[i + 1]), fields[i + 2], unescaped(fields[i + 3])));
        }
        return new ImageLine(fields[0], fields[1], cells);
    }

    @Override
    public String toString() {
        List<String> fields = new ArrayList<>(List.of(table, image));
        cells.forEach(
                (name, cell) ->
                        fields.addAll(
                                List.of(
                                        name,
                                        escaped(cell.text()),
                                        cell.type(),
                                        escaped(cell.typed()))));
        return String.join("\t", fields);
    }

    private static String escaped(String text) {
        return text == null
                ? NULL
                : text.replace("\\", "\\\\")
                        .replace("\t", "\\t")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r");
    }

    private static String unescaped(String text) {
        if (text.equals(NULL)) {
            return null;
        }
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                c =
                        switch (text.charAt(++i)) {
                            case 't' -> '\t';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            default -> '\\';
                        };
            }
            result.append(c);
        }
        return result.toString();
    }
}
