// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.source.random.Change.Row;
import org.apache.flink.util.Collector;

/** Turns the source's changes into those that the oracles compare. */
final class Changes implements VitessDeserializationSchema<Change> {

    private static final long serialVersionUID = 1;

    private final View view;

    Changes(View view) {
        this.view = view;
    }

    @Override
    public void deserialize(RowChange change, Collector<Change> out) {
        String gtid = change.source().gtid();
        int colon = gtid.lastIndexOf(':');
        boolean copied = change.source().snapshot();
        view.of(
                        new Change(
                                change.source().shard().name(),
                                copied ? "" : gtid.substring(0, colon),
                                change.source().table(),
                                copied ? Change.COPIED : Long.parseLong(gtid.substring(colon + 1)),
                                row(change.before()),
                                row(change.after())))
                .ifPresent(out::collect);
    }

    private static Row row(Optional<RowImage> image) {
        if (image.isEmpty()) {
            return null;
        }
        List<Column> columns = image.get().schema().columns();
        List<byte[]> values = new ArrayList<>();
        List<String> others = new ArrayList<>();
        byte[] version = null;
        byte[] note = null;
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            byte[] value = image.get().bytes(i);
            if (column.primaryKey()) {
                values.add(value);
            } else if (column.name().equals("version")) {
                version = value;
            } else if (column.name().equals("note")) {
                note = value;
            } else {
                others.add(
                        Row.other(column.name(), column.columnType(), column.collation(), value));
            }
        }
        values.add(version);
        values.add(note);
        List<Column> key = columns.stream().filter(Column::primaryKey).toList();
        // With the collations of these tests, what does not come as bytes ignores case.
        boolean ignoresCase = key.get(0).type() == MySqlType.VARCHAR;
        return Row.of(values, key.size(), ignoresCase, others);
    }

    @Override
    public TypeInformation<Change> getProducedType() {
        return TypeInformation.of(Change.class);
    }
}
