// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;

/** Reads a stream response by response, no further than asked, and keeps the events. */
final class EventReader {
    private static final int LONGEST_TEXT = 10;

    private final Iterator<VStreamResponse> stream;
    private final List<VEvent> events = new ArrayList<>();

    EventReader(Iterator<VStreamResponse> stream) {
        this.stream = stream;
    }

    /** Reads at least one response. */
    void readUntil(Predicate<EventReader> condition) {
        do {
            events.addAll(stream.next().getEventsList());
        } while (!condition.test(this));
    }

    void readRows(int count) {
        readUntil(reader -> reader.rows().size() >= count);
    }

    void readCopy() {
        readUntil(reader -> reader.types().contains(VEventType.COPY_COMPLETED));
    }

    List<VEvent> events() {
        return events;
    }

    List<VEventType> types() {
        return events.stream().map(VEvent::getType).toList();
    }

    /** As "before->after" with their source, "copy" or "log"; long texts are cut. */
    List<String> rows() {
        return events.stream().flatMap(EventReader::rows).toList();
    }

    private static Stream<String> rows(VEvent event) {
        String source = event.getTimestamp() == 0 ? "copy " : "log ";
        return event.getRowEvent().getRowChangesList().stream()
                .map(change -> source + print(change));
    }

    private static String print(RowChange change) {
        return (change.hasBefore() ? print(change.getBefore()) : "")
                + "->"
                + (change.hasAfter() ? print(change.getAfter()) : "");
    }

    private static String print(Row row) {
        String text = RowValues.of(row).toString();
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    }
}
