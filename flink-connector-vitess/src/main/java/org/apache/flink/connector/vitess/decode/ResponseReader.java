// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.proto.binlogdata.RowEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.binlogdata.VGtid;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;

/**
 * Goes over the events of responses, one after the other. Those with rows are read by hand, without
 * an object for anything but the changes: each copied row is an event of its own, and objects of
 * the generated classes would be most of the work. Of others, the {@linkplain #type type} is often
 * all that matters, and the {@linkplain #whole whole} is read by the generated classes.
 *
 * <p>One for each stream: names that come again and again are known. Not thread-safe.
 */
final class ResponseReader {

    private static final int MESSAGE = WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int NUMBER = WireFormat.WIRETYPE_VARINT;

    private static final int EVENTS = VStreamResponse.EVENTS_FIELD_NUMBER << 3 | MESSAGE;

    private static final int TYPE = VEvent.TYPE_FIELD_NUMBER << 3 | NUMBER;
    private static final int TIMESTAMP = VEvent.TIMESTAMP_FIELD_NUMBER << 3 | NUMBER;
    private static final int ROW_EVENT = VEvent.ROW_EVENT_FIELD_NUMBER << 3 | MESSAGE;
    private static final int VGTID = VEvent.VGTID_FIELD_NUMBER << 3 | MESSAGE;
    private static final int EVENT_GTID = VEvent.EVENT_GTID_FIELD_NUMBER << 3 | MESSAGE;

    private static final int TABLE_NAME = RowEvent.TABLE_NAME_FIELD_NUMBER << 3 | MESSAGE;
    private static final int INTERNAL = RowEvent.IS_INTERNAL_TABLE_FIELD_NUMBER << 3 | NUMBER;

    private static final byte[] NONE = {};

    private byte[] response = NONE;
    private final WireReader in = new WireReader();
    private final RowReader rows = new RowReader();

    /** The event that was read last: where it is, and what concerns its rows. */
    private int start;

    private int end;
    private int type;
    private long timestamp;
    private final CachedText eventGtid = new CachedText();
    private int vgtidStart;
    private int vgtidEnd;
    private boolean hasRowEvent;
    private int rowsStart;
    private int rowsEnd;
    private final CachedText table = new CachedText();
    private boolean internal;

    /** Begins another response. */
    void begin(byte[] newResponse) {
        response = newResponse;
        in.begin(response, 0, response.length);
        rows.begin(response);
    }

    /** Lets go of the response, which may be large, and be the last one for long. */
    void end() {
        begin(NONE);
    }

    /** Moves on to the next event. Returns whether there is one. */
    boolean next() throws IOException {
        for (int tag = in.tag(); tag != 0; tag = in.tag()) {
            if (tag == EVENTS) {
                readEvent();
                return true;
            }
            in.skip(tag);
        }
        return false;
    }

    private void readEvent() throws IOException {
        type = 0;
        timestamp = 0;
        eventGtid.clear();
        vgtidEnd = 0;
        hasRowEvent = false;
        int outer = in.enter();
        start = in.position();
        for (int tag = in.tag(); tag != 0; tag = in.tag()) {
            switch (tag) {
                case TYPE -> type = (int) in.varint();
                case TIMESTAMP -> timestamp = in.varint();
                case EVENT_GTID -> eventGtid.read(response, in);
                case VGTID -> readVgtid();
                case ROW_EVENT -> readRowEvent();
                default -> in.skip(tag);
            }
        }
        end = in.position();
        in.leave(outer);
    }

    private void readVgtid() throws IOException {
        if (vgtidEnd > 0) {
            throw new InvalidProtocolBufferException("an event has a VGTID twice");
        }
        vgtidStart = in.skipBytes();
        vgtidEnd = in.position();
    }

    /** What comes before and after the rows. They are left out: their columns must be known. */
    private void readRowEvent() throws IOException {
        if (hasRowEvent) {
            // Protobuf would merge the two; no server sends it.
            throw new InvalidProtocolBufferException("an event has rows twice");
        }
        hasRowEvent = true;
        internal = false;
        table.clear();
        int outer = in.enter();
        rowsStart = in.position();
        for (int tag = in.tag(); tag != 0; tag = in.tag()) {
            switch (tag) {
                case TABLE_NAME -> table.read(response, in);
                case INTERNAL -> internal = in.varint() != 0;
                default -> in.skip(tag);
            }
        }
        rowsEnd = in.position();
        in.leave(outer);
    }

    /** What kind of event it is. */
    VEventType type() {
        return Objects.requireNonNullElse(VEventType.forNumber(type), VEventType.UNRECOGNIZED);
    }

    /** The event as the generated class reads it. */
    VEvent whole() throws InvalidProtocolBufferException {
        return VEvent.parser().parseFrom(response, start, end - start);
    }

    /** Its VGTID: each transaction has one, so it is read without the event around it. */
    VGtid vgtid() throws InvalidProtocolBufferException {
        return vgtidEnd == 0
                ? VGtid.getDefaultInstance()
                : VGtid.parser().parseFrom(response, vgtidStart, vgtidEnd - vgtidStart);
    }

    /** Whether the event has rows to read; those of Vitess' own tables are ignored. */
    boolean isRows() {
        return type == VEventType.ROW_VALUE;
    }

    /** The table of the event's rows. */
    String table() {
        return hasRowEvent ? table.get() : "";
    }

    /** Whether the rows are of a table that Vitess keeps for itself. */
    boolean isInternalTable() {
        return hasRowEvent && internal;
    }

    /** Copied rows have no time of change; all others have one. */
    boolean isCopied() {
        return timestamp == 0;
    }

    /** When the statement that changed the rows began, in seconds since 1970. */
    long timestamp() {
        return timestamp;
    }

    /** The GTID of the rows' transaction; may be empty. */
    String eventGtid() {
        return eventGtid.get();
    }

    /**
     * The changes of the event's rows, which keep the response.
     *
     * @return valid until the next event
     * @throws IllegalStateException if a row does not fit its columns, or is not whole
     */
    List<RowChange> changes(RowFormat format, ChangeSource source, TransactionCounts counts) {
        return hasRowEvent ? rows.read(rowsStart, rowsEnd, format, source, counts) : List.of();
    }
}
