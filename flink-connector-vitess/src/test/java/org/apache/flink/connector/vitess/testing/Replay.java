// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;

/**
 * Replays a changelog of {@link ChangeLines} into the rows it leaves, and holds each line against
 * the rows so far: an insert finds no row, an update and a delete find exactly their before image.
 * So a lost, repeated or swapped line is seen at once. The first column is the key.
 */
public final class Replay {

    private static final Pattern LINE =
            Pattern.compile(
                    "\\S+ (?<table>\\S+) (?<op>[rcud]) (?<first>\\[.*?])( -> (?<second>.*))?");

    private final SortedMap<String, String> rows = new TreeMap<>();

    private Replay() {}

    /**
     * The rows that the lines leave, as {@code table key -> row}.
     *
     * @throws AssertionError if a line does not follow from those before it
     */
    public static SortedMap<String, String> rows(List<String> lines) {
        Replay replay = new Replay();
        lines.forEach(replay::apply);
        return replay.rows;
    }

    /** The key of a row in the result. */
    public static String key(String table, Object key) {
        return table + " " + key;
    }

    private void apply(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new AssertionError("Not a change: " + line);
        }
        String table = matcher.group("table");
        String first = matcher.group("first");
        switch (matcher.group("op")) {
            case "u" -> {
                remove(table, first, line);
                add(table, matcher.group("second"), line);
            }
            case "d" -> remove(table, first, line);
            default -> add(table, first, line);
        }
    }

    private void add(String table, String row, String line) {
        String before = rows.put(keyOf(table, row), row);
        Assertions.assertThat(before).as("the row before '%s'", line).isNull();
    }

    private void remove(String table, String row, String line) {
        String before = rows.remove(keyOf(table, row));
        Assertions.assertThat(before).as("the row before '%s'", line).isEqualTo(row);
    }

    private static String keyOf(String table, String row) {
        return key(table, row.substring(1, row.indexOf(',')));
    }
}
