// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.deserialization;

import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.change.TransactionBoundary;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.value.JavaValues;
import org.apache.flink.connector.vitess.vgtid.VgtidJson;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonFactory;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonGenerator;
import org.apache.flink.util.Collector;

/**
 * Each change as a line of JSON in the shape of a Debezium event, without schema: {@code before},
 * {@code after}, {@code op} ({@code c}, {@code u}, {@code d}, {@code r} for a copied row), {@code
 * source} and {@code ts_ms}. Flink's {@code debezium-json} format reads it.
 *
 * <p>Numbers are JSON numbers, decimals strings, times strings as MySQL prints them, TIMESTAMP
 * followed by a {@code Z} for UTC, BIT(1) true or false, other binary values Base64 strings. {@code
 * ts_ms} is the time at which the row was changed in milliseconds since 1970, 0 for a copied row.
 *
 * <p>Immutable: {@link #withTransactions}, {@link #withTransactionBoundaries} and {@link
 * #withDebeziumOption} give another one.
 */
@PublicEvolving
public final class DebeziumJsonDeserializationSchema
        implements VitessDeserializationSchema<String> {

    private static final long serialVersionUID = 1;

    private static final JsonFactory JSON = new JsonFactory();

    private final boolean transactions;
    private final boolean boundaries;
    private final DebeziumValues values;

    private transient ChangeSource vgtidOf;
    private transient String vgtid;

    /** Changes without the facts about their transactions. */
    public DebeziumJsonDeserializationSchema() {
        this(false, false, DebeziumValues.DEFAULTS);
    }

    private DebeziumJsonDeserializationSchema(
            boolean transactions, boolean boundaries, DebeziumValues values) {
        this.transactions = transactions;
        this.boundaries = boundaries;
        this.values = values;
    }

    /**
     * The same with one of Debezium's options for the form of values:
     *
     * <table>
     * <caption>The options and their values, the default first</caption>
     * <tr><td>{@code bigint.unsigned.handling.mode}</td>
     *     <td>{@code long}, {@code string}, {@code precise}</td></tr>
     * <tr><td>{@code decimal.handling.mode}</td>
     *     <td>{@code string}, {@code double}, {@code precise}</td></tr>
     * <tr><td>{@code time.precision.mode}</td>
     *     <td>{@code string}, {@code adaptive_time_microseconds}</td></tr>
     * <tr><td>{@code binary.handling.mode}</td>
     *     <td>{@code bytes}, {@code base64}, {@code base64-url-safe}, {@code hex}</td></tr>
     * </table>
     *
     * @param option its name in Debezium's connector for Vitess
     * @param value its value there
     * @throws IllegalArgumentException for another option or value
     */
    public DebeziumJsonDeserializationSchema withDebeziumOption(String option, String value) {
        return new DebeziumJsonDeserializationSchema(
                transactions, boundaries, values.with(option, value));
    }

    /**
     * The same with {@code source.vgtid}, the VGTID of the change's shard after its transaction,
     * and {@code transaction}: the GTID as {@code id}, the place of the change in its transaction
     * as {@code total_order}, and that among the changes of its table as {@code
     * data_collection_order}. All are null for a copied row.
     */
    public DebeziumJsonDeserializationSchema withTransactions() {
        return new DebeziumJsonDeserializationSchema(true, boundaries, values);
    }

    /**
     * The same with lines among the changes that have Debezium's form of the records of its
     * transaction topic: one with the status {@code BEGIN} before each transaction of a shard, and
     * one with {@code END} after it, which has how many changes it has of each table. Flink's
     * {@code debezium-json} does not read them. When there are none is in {@link
     * TransactionBoundary}.
     */
    public DebeziumJsonDeserializationSchema withTransactionBoundaries() {
        return new DebeziumJsonDeserializationSchema(transactions, true, values);
    }

    @Override
    public void deserialize(RowChange change, Collector<String> out) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            writeImage(json, "before", change.before());
            writeImage(json, "after", change.after());
            writeSource(json, change.source());
            json.writeStringField("op", op(change));
            json.writeNumberField("ts_ms", millis(change.source()));
            if (transactions) {
                writeTransaction(json, change);
            }
            json.writeEndObject();
        }
        out.collect(text.toString());
    }

    @Override
    public boolean wantsTransactionBoundaries() {
        return boundaries;
    }

    @Override
    public void deserialize(TransactionBoundary boundary, Collector<String> out)
            throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("status", boundary.kind().name());
            json.writeStringField("id", boundary.source().gtid());
            json.writeNumberField("ts_ms", millis(boundary.source()));
            if (boundary.kind() == TransactionBoundary.Kind.END) {
                writeCounts(json, boundary);
            } else {
                json.writeNullField("event_count");
                json.writeNullField("data_collections");
            }
            json.writeEndObject();
        }
        out.collect(text.toString());
    }

    private static void writeCounts(JsonGenerator json, TransactionBoundary end)
            throws IOException {
        json.writeNumberField("event_count", end.allChanges());
        json.writeArrayFieldStart("data_collections");
        Shard shard = end.source().shard();
        for (Map.Entry<String, Long> table : end.changes().entrySet()) {
            json.writeStartObject();
            json.writeStringField(
                    "data_collection",
                    String.join(".", shard.name(), shard.keyspace(), table.getKey()));
            json.writeNumberField("event_count", table.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeTransaction(JsonGenerator json, RowChange change) throws IOException {
        if (change.source().gtid().isEmpty()) {
            json.writeNullField("transaction");
            return;
        }
        json.writeObjectFieldStart("transaction");
        json.writeStringField("id", change.source().gtid());
        json.writeNumberField("total_order", change.transactionOrder());
        json.writeNumberField("data_collection_order", change.tableOrder());
        json.writeEndObject();
    }

    private static String op(RowChange change) {
        return switch (change.kind()) {
            case INSERT -> change.source().snapshot() ? "r" : "c";
            case UPDATE -> "u";
            case DELETE -> "d";
        };
    }

    private static long millis(ChangeSource source) {
        Optional<Instant> changed = source.changed();
        return changed.isPresent() ? changed.get().toEpochMilli() : 0;
    }

    private void writeSource(JsonGenerator json, ChangeSource source) throws IOException {
        json.writeObjectFieldStart("source");
        json.writeStringField("connector", "vitess");
        json.writeNumberField("ts_ms", millis(source));
        json.writeStringField("snapshot", Boolean.toString(source.snapshot()));
        json.writeStringField("db", source.shard().keyspace());
        json.writeStringField("keyspace", source.shard().keyspace());
        json.writeStringField("shard", source.shard().name());
        json.writeStringField("table", source.table());
        json.writeStringField("gtid", source.gtid());
        if (transactions) {
            json.writeStringField("vgtid", vgtid(source));
        }
        json.writeEndObject();
    }

    /** Many changes in turn have the same one. */
    private String vgtid(ChangeSource source) {
        if (source != vgtidOf) {
            vgtid = VgtidJson.of(source).orElse(null);
            vgtidOf = source;
        }
        return vgtid;
    }

    private void writeImage(JsonGenerator json, String name, Optional<RowImage> image)
            throws IOException {
        json.writeFieldName(name);
        if (image.isEmpty()) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        List<Column> columns = image.get().schema().columns();
        for (int i = 0; i < columns.size(); i++) {
            json.writeFieldName(columns.get(i).name());
            values.write(json, columns.get(i), JavaValues.of(image.get(), i));
        }
        json.writeEndObject();
    }

    @Override
    public TypeInformation<String> getProducedType() {
        return Types.STRING;
    }
}
