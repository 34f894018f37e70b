// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.value.JavaValues;
import org.apache.flink.util.Collector;

/** Turns changes of any table into what becomes of its rows in PostgreSQL. */
final class ChangeDeserializer implements VitessDeserializationSchema<TableChange> {

    private static final long serialVersionUID = 1;

    /** Each stream that is opened brings schemas of its own; those of former ones are forgotten. */
    private static final int MAX_FORMS = 1000;

    private transient Map<TableSchema, String> forms;

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        forms = new IdentityHashMap<>();
    }

    @Override
    public void deserialize(RowChange change, Collector<TableChange> out) {
        String[] before = change.before().map(ChangeDeserializer::key).orElse(null);
        String[] after = change.after().map(ChangeDeserializer::key).orElse(null);
        TableSchema schema = change.after().or(change::before).map(RowImage::schema).orElseThrow();
        out.collect(
                new TableChange(
                        change.source().table(),
                        form(schema),
                        Arrays.equals(before, after) ? null : before,
                        change.after().map(ChangeDeserializer::row).orElse(null)));
    }

    private String form(TableSchema schema) {
        if (forms.size() == MAX_FORMS) {
            forms.clear();
        }
        return forms.computeIfAbsent(schema, columns -> TableForm.of(columns).text());
    }

    private static String[] row(RowImage row) {
        return IntStream.range(0, row.schema().columns().size())
                .mapToObj(column -> text(row, column))
                .toArray(String[]::new);
    }

    private static String[] key(RowImage row) {
        return IntStream.range(0, row.schema().columns().size())
                .filter(column -> row.schema().columns().get(column).primaryKey())
                .mapToObj(column -> text(row, column))
                .toArray(String[]::new);
    }

    private static String text(RowImage row, int column) {
        Object value = JavaValues.of(row, column);
        if (value == null) {
            return null;
        }
        if (value instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        boolean inUtc = row.schema().columns().get(column).type() == MySqlType.TIMESTAMP;
        return inUtc ? value + "+00" : value.toString();
    }

    @Override
    public TypeInformation<TableChange> getProducedType() {
        return TypeInformation.of(TableChange.class);
    }
}
