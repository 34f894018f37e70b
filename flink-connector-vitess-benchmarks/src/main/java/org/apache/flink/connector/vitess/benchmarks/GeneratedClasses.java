// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;

/**
 * The usual way, to compare with: the generated classes read the response, and each wanted value
 * becomes a String, then an object. Values that are not wanted are left alone.
 */
final class GeneratedClasses {

    private static final DateTimeFormatter DATETIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    private final int[] wanted;
    private final Type[] types;

    GeneratedClasses(SampleTable table) {
        this.wanted = table.wanted();
        this.types = new Type[table.columns()];
        for (int i = 0; i < types.length; i++) {
            types[i] = SampleColumn.at(i).type();
        }
    }

    void read(byte[] response, Consumer<RowData> out) {
        try {
            for (VEvent event : VStreamResponse.parseFrom(response).getEventsList()) {
                if (event.getType() == VEventType.ROW) {
                    for (RowChange change : event.getRowEvent().getRowChangesList()) {
                        out.accept(row(change.getAfter()));
                    }
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private RowData row(Row row) {
        GenericRowData result = new GenericRowData(wanted.length);
        int start = 0;
        int field = 0;
        for (int i = 0; field < wanted.length; i++) {
            int length = (int) row.getLengths(i);
            int end = start + Math.max(length, 0);
            if (i == wanted[field]) {
                result.setField(
                        field,
                        length < 0 ? null : value(types[i], row.getValues().substring(start, end)));
                field++;
            }
            start = end;
        }
        return result;
    }

    private static Object value(Type type, ByteString bytes) {
        String text = bytes.toStringUtf8();
        return switch (type) {
            case INT64 -> Long.parseLong(text);
            case INT32 -> Integer.parseInt(text);
            case FLOAT64 -> Double.parseDouble(text);
            case VARCHAR -> StringData.fromString(text);
            case DATETIME -> TimestampData.fromLocalDateTime(LocalDateTime.parse(text, DATETIME));
            case DECIMAL -> DecimalData.fromBigDecimal(new BigDecimal(text), 18, 2);
            default -> throw new IllegalStateException("no sample column is of type " + type);
        };
    }
}
