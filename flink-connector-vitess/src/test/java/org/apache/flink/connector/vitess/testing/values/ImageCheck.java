// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.connector.vitess.testing.values.ImageLine.Cell;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;

/** Holds the images that came against those that MySQL has. */
public final class ImageCheck {

    private final Map<String, LogicalType> types = new HashMap<>();
    private final List<String> differences = new ArrayList<>();
    private long values;

    private ImageCheck() {}

    /**
     * Compares all columns of all images.
     *
     * @param mySql what MySQL printed
     * @param flink what {@link ImageLines} made of the stream
     * @return how many values were compared
     * @throws AssertionError if an image is missing, or came twice, or a value differs; with all
     *     differences
     */
    public static long requireEqual(List<ImageLine> mySql, List<ImageLine> flink) {
        assertThat(flink.stream().map(ImageLine::key))
                .containsExactlyInAnyOrderElementsOf(mySql.stream().map(ImageLine::key).toList());
        Map<String, ImageLine> expected = new HashMap<>();
        mySql.forEach(line -> expected.put(line.key(), line));
        ImageCheck check = new ImageCheck();
        flink.forEach(line -> check.compare(expected.get(line.key()), line));
        assertThat(check.differences).as("differences").isEmpty();
        return check.values;
    }

    private void compare(ImageLine mySql, ImageLine flink) {
        String key = mySql.key();
        assertThat(flink.cells().keySet()).as(key).isEqualTo(mySql.cells().keySet());
        mySql.cells()
                .forEach(
                        (column, expected) -> {
                            Cell came = flink.cells().get(column);
                            LogicalType type = type(came.type());
                            require(key + " " + column, expected.text(), came.text());
                            require(
                                    key + " " + column + " " + came.type(),
                                    FlinkText.expected(type, expected.typed()),
                                    came.typed());
                        });
    }

    private LogicalType type(String text) {
        return types.computeIfAbsent(
                text, t -> LogicalTypeParser.parse(t, ImageCheck.class.getClassLoader()));
    }

    private void require(String where, String mySql, String flink) {
        values++;
        if (!Objects.equals(mySql, flink)) {
            differences.add(where + ":\n  MySQL <" + mySql + ">\n  Flink <" + flink + ">");
        }
    }
}
