// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.position.Shard;

/**
 * Whether MySQL logs complete rows. The stream does not always show it: with {@code NOBLOB} the row
 * before a change lacks its texts and blobs, as if they were NULL.
 */
final class BinlogSettings {

    static final String STATEMENT = "show global variables like 'binlog_row_%'";

    private static final String ROW_IMAGE = "binlog_row_image";
    private static final String VALUE_OPTIONS = "binlog_row_value_options";

    private BinlogSettings() {}

    /**
     * The settings that keep MySQL from logging complete rows; each message names one to change.
     *
     * @param answer the rows that {@link #STATEMENT} has: names and values
     */
    static List<String> problems(Shard shard, List<List<String>> answer) {
        Map<String, String> settings =
                answer.stream()
                        .collect(
                                Collectors.toMap(
                                        row -> row.get(0).toLowerCase(Locale.ROOT),
                                        row -> row.get(1)));
        return Stream.of(
                        problem(shard, settings, ROW_IMAGE, "FULL"),
                        problem(shard, settings, VALUE_OPTIONS, ""))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> problem(
            Shard shard, Map<String, String> settings, String name, String whole) {
        String value = settings.getOrDefault(name, whole);
        return value.equalsIgnoreCase(whole)
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                "MySQL of shard %s has %s='%s', so its log has only parts of the"
                                        + " rows: set it to '%s' on all tablets, let open sessions"
                                        + " end, and restart without state",
                                shard, name, value, whole));
    }
}
