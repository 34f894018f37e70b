// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.source.random.Change.Row;

/**
 * What a job reads of the tables. Of what was written, and, as SQL does, of what came out, the same
 * is seen.
 *
 * @param someColumns whether columns that are added later are not read
 * @param someRows whether only the rows with some notes are read
 */
record View(boolean someColumns, boolean someRows) implements Serializable {

    /** The note of rows that have to come out. */
    static final String SEEN = "xx";

    private static final Set<String> NOTES = Set.of(SEEN, "xxxx", "");

    VitessSourceBuilder<Change> of(VitessSourceBuilder<Change> source) {
        if (someColumns) {
            source.columnList("note", "version");
        }
        return someRows ? source.where("`note` in ('xx', 'xxxx', '')") : source;
    }

    List<Change> of(List<Change> changes) {
        return changes.stream().flatMap(change -> of(change).stream()).toList();
    }

    /** The part of a change that is seen: only one image of a row that comes into sight. */
    Optional<Change> of(Change change) {
        Row before = of(change.before());
        Row after = of(change.after());
        return before == null && after == null
                ? Optional.empty()
                : Optional.of(
                        new Change(
                                change.shard(),
                                change.server(),
                                change.table(),
                                change.transaction(),
                                before,
                                after));
    }

    private Row of(Row row) {
        if (row == null || !sees(row.key(), row.values())) {
            return null;
        }
        return new Row(
                row.key(),
                row.version(),
                cut(row.key(), row.values()),
                someColumns ? "" : row.columns());
    }

    /** The rows that are seen, each under its table and key. */
    Map<String, String> of(Map<String, String> rows) {
        Map<String, String> seen = new HashMap<>();
        rows.forEach(
                (name, values) -> {
                    String key = name.substring(name.indexOf('/') + 1);
                    if (sees(key, values)) {
                        seen.put(name, cut(key, values));
                    }
                });
        return seen;
    }

    private boolean sees(String key, String values) {
        List<String> columns = columns(values);
        int note = columns(key).size() + 1;
        return !someRows || note < columns.size() && NOTES.contains(columns.get(note));
    }

    /** Without the columns after the note. */
    private String cut(String key, String values) {
        if (!someColumns) {
            return values;
        }
        List<String> columns = columns(values);
        int end = Math.min(columns.size(), columns(key).size() + 2);
        String last = columns.get(end - 1);
        return String.join("|", columns.subList(0, last.equals("NULL") ? end - 1 : end));
    }

    private static List<String> columns(String values) {
        return Arrays.asList(values.split("\\|", -1));
    }
}
