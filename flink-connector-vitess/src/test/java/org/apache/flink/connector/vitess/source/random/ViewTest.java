// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.connector.vitess.source.random.Change.Row;
import org.junit.jupiter.api.Test;

class ViewTest {

    private static final View SOME = new View(true, true);

    /** A key, a version, a note, and a column that was added. */
    private static Row row(String... columns) {
        return Row.of(
                Arrays.stream(columns)
                        .map(text -> text == null ? null : text.getBytes(StandardCharsets.UTF_8))
                        .limit(3)
                        .toList(),
                1,
                false,
                columns.length > 3 ? List.of("added=" + columns[3]) : List.of());
    }

    private static Change change(Row before, Row after) {
        return new Change("0", "u", "t", 7, before, after);
    }

    @Test
    void aRowComesIntoSightAndOutOfIt() {
        Row seen = row("1", "5", "xx");
        Row unseen = row("1", "6", null, "9");

        assertThat(SOME.of(change(seen, unseen))).contains(change(seen, null));
        assertThat(SOME.of(change(unseen, seen))).contains(change(null, seen));
        assertThat(SOME.of(change(unseen, unseen))).isEqualTo(Optional.empty());
    }

    @Test
    void whatWasAddedLaterIsNotSeen() {
        assertThat(SOME.of(change(null, row("1", "5", "", "9"))))
                .contains(change(null, row("1", "5", "")));
        assertThat(new View(true, false).of(Map.of("t/1", "1|5|NULL|9")))
                .isEqualTo(Map.of("t/1", "1|5"));
    }

    @Test
    void allIsSeen() {
        Change change = change(row("1", "5", "x", "9"), row("1", "6", null, "9"));

        assertThat(new View(false, false).of(change)).contains(change);
    }
}
