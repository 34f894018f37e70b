// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import static org.apache.flink.connector.vitess.proto.binlogdata.RowChange.AFTER_FIELD_NUMBER;
import static org.apache.flink.connector.vitess.proto.binlogdata.RowChange.BEFORE_FIELD_NUMBER;
import static org.apache.flink.connector.vitess.proto.binlogdata.RowChange.DATA_COLUMNS_FIELD_NUMBER;
import static org.apache.flink.connector.vitess.proto.binlogdata.RowChange.JSON_PARTIAL_VALUES_FIELD_NUMBER;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange.Bitmap;
import org.apache.flink.connector.vitess.proto.binlogdata.RowEvent;
import org.apache.flink.connector.vitess.proto.query.Row;

/** Reads the rows of responses, without copying them. */
final class RowReader {

    private static final int MESSAGE = WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private static final int ROW_CHANGES = RowEvent.ROW_CHANGES_FIELD_NUMBER << 3 | MESSAGE;

    private static final int BEFORE = BEFORE_FIELD_NUMBER << 3 | MESSAGE;
    private static final int AFTER = AFTER_FIELD_NUMBER << 3 | MESSAGE;
    private static final int DATA_COLUMNS = DATA_COLUMNS_FIELD_NUMBER << 3 | MESSAGE;
    private static final int JSON_PARTIAL_VALUES = JSON_PARTIAL_VALUES_FIELD_NUMBER << 3 | MESSAGE;

    private static final int PACKED_LENGTHS = Row.LENGTHS_FIELD_NUMBER << 3 | MESSAGE;
    private static final int ONE_LENGTH =
            Row.LENGTHS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;
    private static final int VALUES = Row.VALUES_FIELD_NUMBER << 3 | MESSAGE;

    private byte[] response = {};
    private final WireReader in = new WireReader();
    private final List<RowChange> changes = new ArrayList<>();
    private RowFormat format;

    /** Where the lengths and the values of the image that is read are. */
    private int lengths;

    private int lengthsEnd;
    private int values;
    private int valuesEnd;

    /** The lengths so far, if they come in several pieces; else null. */
    private ByteArrayOutputStream pieces;

    /** Reads the rows of another response from here on. */
    void begin(byte[] newResponse) {
        response = newResponse;
        in.begin(response, 0, 0);
        changes.clear();
    }

    /**
     * Reads the rows of one event.
     *
     * @param start where its {@code RowEvent} begins in the response
     * @param end where it ends
     * @param counts gives the changes their places
     * @return valid until the next call
     * @throws IllegalStateException if a row does not fit its columns, or is not whole
     */
    List<RowChange> read(
            int start,
            int end,
            RowFormat itsFormat,
            ChangeSource source,
            TransactionCounts counts) {
        changes.clear();
        format = itsFormat;
        try {
            in.begin(response, start, end);
            for (int tag = in.tag(); tag != 0; tag = in.tag()) {
                if (tag == ROW_CHANGES) {
                    changes.add(change(source, counts));
                } else {
                    in.skip(tag);
                }
            }
        } catch (IOException e) {
            throw Unexpected.of(
                    "rows of table '" + format.table() + "' are damaged: " + e.getMessage(), e);
        }
        return changes;
    }

    private RowChange change(ChangeSource source, TransactionCounts counts) throws IOException {
        RowImage before = null;
        RowImage after = null;
        Bitmap dataColumns = null;
        Bitmap partialJson = null;
        int outer = in.enter();
        for (int tag = in.tag(); tag != 0; tag = in.tag()) {
            switch (tag) {
                case BEFORE -> before = only(before, image());
                case AFTER -> after = only(after, image());
                case DATA_COLUMNS -> dataColumns = only(dataColumns, bitmap());
                case JSON_PARTIAL_VALUES -> partialJson = only(partialJson, bitmap());
                default -> in.skip(tag);
            }
        }
        in.leave(outer);
        if (dataColumns != null) {
            PartialImages.requireAllColumns(format.table(), dataColumns);
        }
        if (partialJson != null) {
            PartialImages.requireWholeJson(format.table(), partialJson);
        }
        if (before == null && after == null) {
            throw Unexpected.of(
                    "a row of table '" + format.table() + "' has neither image before nor after");
        }
        return counts.place(before, after, source);
    }

    private static <T> T only(T known, T found) throws InvalidProtocolBufferException {
        if (known != null) {
            // Protobuf would merge the two; no server sends it.
            throw new InvalidProtocolBufferException("a row has the same field twice");
        }
        return found;
    }

    private Bitmap bitmap() throws IOException {
        int start = in.skipBytes();
        return Bitmap.parser().parseFrom(response, start, in.position() - start);
    }

    private RowImage image() throws IOException {
        findImage();
        try {
            return pieces == null
                    ? format.image(response, lengths, lengthsEnd, values, valuesEnd)
                    : joined();
        } catch (IllegalArgumentException e) {
            throw Unexpected.of(
                    "a row of table '" + format.table() + "' does not add up: " + e.getMessage(),
                    e);
        }
    }

    private void findImage() throws IOException {
        lengths = 0;
        lengthsEnd = 0;
        values = 0;
        valuesEnd = 0;
        pieces = null;
        int outer = in.enter();
        for (int tag = in.tag(); tag != 0; tag = in.tag()) {
            switch (tag) {
                case PACKED_LENGTHS -> {
                    int start = in.skipBytes();
                    addLengths(start, in.position());
                }
                case ONE_LENGTH -> {
                    int start = in.position();
                    in.varint();
                    addLengths(start, in.position());
                }
                case VALUES -> {
                    values = in.skipBytes();
                    valuesEnd = in.position();
                }
                default -> in.skip(tag);
            }
        }
        in.leave(outer);
    }

    /** All known servers send the lengths in one piece, but protobuf allows many. */
    private void addLengths(int start, int end) {
        if (lengths == lengthsEnd) {
            lengths = start;
            lengthsEnd = end;
            return;
        }
        if (pieces == null) {
            pieces = new ByteArrayOutputStream();
            pieces.write(response, lengths, lengthsEnd - lengths);
        }
        pieces.write(response, start, end - start);
    }

    private RowImage joined() {
        int size = pieces.size();
        pieces.write(response, values, valuesEnd - values);
        return format.image(pieces.toByteArray(), 0, size, size, pieces.size());
    }
}
