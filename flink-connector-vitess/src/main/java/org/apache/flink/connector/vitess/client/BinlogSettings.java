// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.position.Shard;

/**
 * Whether MySQL logs rows as a whole. The stream does not always tell: with {@code NOBLOB} the row
 * before a change lacks its texts and blobs, as if they were NULL.
 */
final class BinlogSettings {

    static final String STATEMENT = "show global variables like 'binlog_row_%'";

    private static final String ROW_IMAGE = "binlog_row_image";
    private static final String VALUE_OPTIONS = "binlog_row_value_options";

    private BinlogSettings() {}

    /**
     * Refuses other settings than those of whole rows.
     *
     * @param answer the rows that {@link #STATEMENT} has: names and values
     * @throws VitessException names the setting to change
     */
    static void requireWholeRows(Shard shard, List<List<String>> answer) {
        Map<String, String> settings =
                answer.stream()
                        .collect(
                                Collectors.toMap(
                                        row -> row.get(0).toLowerCase(Locale.ROOT),
                                        row -> row.get(1)));
        require(shard, ROW_IMAGE, settings.getOrDefault(ROW_IMAGE, "FULL"), "FULL");
        require(shard, VALUE_OPTIONS, settings.getOrDefault(VALUE_OPTIONS, ""), "");
    }

    private static void require(Shard shard, String name, String value, String whole) {
        if (!value.equalsIgnoreCase(whole)) {
            throw new VitessException(
                    String.format(
                            "MySQL of shard %s has %s='%s', so its log has only parts of the rows:"
                                    + " set it to '%s' on all tablets, let open sessions end, and"
                                    + " start the job again",
                            shard, name, value, whole));
        }
    }
}
