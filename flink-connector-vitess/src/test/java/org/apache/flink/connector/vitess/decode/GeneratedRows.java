// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;

/**
 * The rows of responses as the generated classes read them, to compare with: a line for each
 * change, such as {@code a 1700000000 u:7 [31, null] -> [32, ]}.
 */
final class GeneratedRows {

    private static final HexFormat HEX = HexFormat.of();

    private GeneratedRows() {}

    static List<String> lines(VStreamResponse response) {
        List<String> lines = new ArrayList<>();
        for (VEvent event : response.getEventsList()) {
            if (event.getType() == VEventType.ROW && !event.getRowEvent().getIsInternalTable()) {
                event.getRowEvent()
                        .getRowChangesList()
                        .forEach(
                                row ->
                                        lines.add(
                                                line(
                                                        event.getRowEvent().getTableName(),
                                                        event.getTimestamp(),
                                                        event.getEventGtid(),
                                                        row.hasBefore()
                                                                ? values(row.getBefore())
                                                                : null,
                                                        row.hasAfter()
                                                                ? values(row.getAfter())
                                                                : null)));
            }
        }
        return lines;
    }

    private static List<String> values(Row row) {
        List<String> values = new ArrayList<>();
        ByteString rest = row.getValues();
        for (long length : row.getLengthsList()) {
            if (length == -1) {
                values.add(null);
            } else if (length < 0 || length > rest.size()) {
                return List.of("damaged");
            } else {
                values.add(HEX.formatHex(rest.substring(0, (int) length).toByteArray()));
                rest = rest.substring((int) length);
            }
        }
        return rest.isEmpty() ? values : List.of("damaged");
    }

    /** The same line for a change that was decoded. */
    static String line(RowChange change) {
        return line(
                change.source().table(),
                change.source().changed().map(at -> at.getEpochSecond()).orElse(0L),
                change.source().gtid(),
                values(change.before()),
                values(change.after()));
    }

    private static List<String> values(Optional<RowImage> image) {
        if (image.isEmpty()) {
            return null;
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; i < image.get().schema().columns().size(); i++) {
            byte[] value = image.get().bytes(i);
            values.add(value == null ? null : HEX.formatHex(value));
        }
        return values;
    }

    private static String line(
            String table, long seconds, String gtid, List<String> before, List<String> after) {
        return table + " " + seconds + " " + gtid + " " + before + " -> " + after;
    }
}
