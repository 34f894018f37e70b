// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.vgtid;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.Vgtid;
import org.apache.flink.connector.vitess.position.Vgtid.ShardStart;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.TableLastPK;
import org.apache.flink.connector.vitess.proto.query.QueryResult;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonGenerator;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonParser;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * VGTIDs as JSON.
 *
 * <p>Debezium's form is an array of shards; it holds the values of a last primary key as text. Its
 * offset is an object with that array as text, and Flink CDC's state an object with that offset.
 * Vitess' form is an object with that array, and with the values in Base64. All are read, and the
 * array of Debezium is written.
 */
@Internal
public final class VgtidJson {

    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private VgtidJson() {}

    /**
     * Reads and checks a VGTID.
     *
     * @throws IllegalArgumentException if vtgate would refuse it or misunderstand it; the message
     *     names the shard and the table, and what to do
     */
    public static Vgtid parse(String json) {
        try {
            List<ShardStart> starts = new ArrayList<>();
            for (JsonNode shard : shards(JSON.readTree(json))) {
                starts.add(start(shard));
            }
            return new Vgtid(starts);
        } catch (JsonProcessingException e) {
            throw refuse("it is not JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw refuse(e.getMessage(), e);
        }
    }

    private static IllegalArgumentException refuse(String why, Exception cause) {
        return new IllegalArgumentException("Cannot start from the given VGTID: " + why, cause);
    }

    private static JsonNode shards(JsonNode json) throws JsonProcessingException {
        JsonNode shards = json;
        JsonNode offset = json.has("sourceOffset") ? json.get("sourceOffset") : json;
        if (offset.path("vgtid").isTextual()) {
            shards = JSON.readTree(offset.get("vgtid").textValue());
        } else if (json.isObject() && json.size() == 1) {
            shards = json.has("shardGtids") ? json.get("shardGtids") : json.path("shard_gtids");
        }
        if (!shards.isArray()) {
            throw new IllegalArgumentException(
                    "it must be an array of shards"
                            + " [{\"keyspace\":...,\"shard\":...,\"gtid\":...}], or an object"
                            + " with just that array as 'shardGtids', or an offset of Debezium"
                            + " with it as 'vgtid'");
        }
        return shards;
    }

    private static ShardStart start(JsonNode json) {
        ShardGtid.Builder shard = ShardGtid.newBuilder();
        try {
            ProtoJson.read(json, shard, "");
            requireNames(shard);
            requireGtid(shard.getGtid());
            return new ShardStart(
                    new Shard(shard.getKeyspace(), shard.getShard()),
                    GtidSet.parse(shard.getGtid()).toString(),
                    tables(shard.getTablePKsList()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    String.format(
                            "shard %s/%s: %s",
                            json.path("keyspace").asText("?"),
                            json.path("shard").asText("?"),
                            e.getMessage()),
                    e);
        }
    }

    private static void requireNames(ShardGtid.Builder shard) {
        if (shard.getKeyspace().isEmpty()) {
            throw new IllegalArgumentException("'keyspace' is missing or empty, name the keyspace");
        }
        if (shard.getShard().isEmpty()) {
            throw new IllegalArgumentException(
                    "'shard' is missing or empty, list each shard by its name");
        }
    }

    private static void requireGtid(String gtid) {
        if (gtid.isEmpty()) {
            throw new IllegalArgumentException(
                    "'gtid' is missing or empty: to copy the tables first, use the startup mode"
                            + " 'initial'");
        }
        if (gtid.equals("current")) {
            throw new IllegalArgumentException(
                    "'gtid' is 'current': to read from now on, use the startup mode"
                            + " 'latest-offset'");
        }
    }

    private static SortedMap<String, Optional<LastPk>> tables(List<TableLastPK> list) {
        SortedMap<String, Optional<LastPk>> tables = new TreeMap<>();
        for (TableLastPK table : list) {
            String name = table.getTableName();
            if (name.isEmpty()) {
                throw new IllegalArgumentException(
                        "'table_name' is missing or empty, name the table that is to be copied");
            }
            Optional<LastPk> lastPk =
                    table.hasLastpk()
                            ? Optional.of(lastPk(name, table.getLastpk()))
                            : Optional.empty();
            if (tables.put(name, lastPk) != null) {
                throw new IllegalArgumentException(
                        "table '" + name + "' is there twice: remove one of them");
            }
        }
        return tables;
    }

    private static LastPk lastPk(String table, QueryResult lastPk) {
        if (lastPk.getFieldsCount() == 0) {
            throw refuseLastPk(table, "has no 'fields'");
        }
        if (lastPk.getRowsCount() != 1) {
            throw refuseLastPk(table, "needs one row, not " + lastPk.getRowsCount());
        }
        Row row = lastPk.getRows(0);
        if (row.getLengthsCount() != lastPk.getFieldsCount()) {
            throw refuseLastPk(
                    table,
                    String.format(
                            "has %d fields, but %d values",
                            lastPk.getFieldsCount(), row.getLengthsCount()));
        }
        ByteString values = values(table, row);
        return new LastPk(
                lastPk.toBuilder()
                        .setRows(0, row.toBuilder().setValues(values))
                        .build()
                        .toByteArray());
    }

    /** Text has as many bytes as the lengths say; Base64 is always longer than what it holds. */
    private static ByteString values(String table, Row row) {
        long length = 0;
        for (long each : row.getLengthsList()) {
            if (each < -1) {
                throw refuseLastPk(table, "has a value of length " + each);
            }
            length += Math.max(each, 0);
        }
        if (row.getValues().size() == length) {
            return row.getValues();
        }
        Optional<ByteString> decoded = base64(row.getValues());
        if (decoded.isEmpty() || decoded.get().size() != length) {
            throw refuseLastPk(
                    table,
                    "has 'values' that are neither text nor Base64 of the "
                            + length
                            + " bytes that 'lengths' add up to");
        }
        return decoded.get();
    }

    /** Only with its padding, as text that is too long by mistake may look like Base64 without. */
    private static Optional<ByteString> base64(ByteString text) {
        if (text.size() % 4 != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(ByteString.copyFrom(Base64.getDecoder().decode(text.toByteArray())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static IllegalArgumentException refuseLastPk(String table, String why) {
        return new IllegalArgumentException(
                String.format(
                        "the 'lastpk' of table '%s' %s: give it as vtgate sent it, or leave it"
                                + " out, which copies the table from its start",
                        table, why));
    }

    /**
     * The VGTID of a change: the position of its shard after its transaction. A start from it gives
     * the changes after the transaction.
     *
     * @return empty where {@link ChangeSource#gtidsAfter} is
     * @throws IllegalArgumentException if the server's GTIDs are damaged
     */
    public static Optional<String> of(ChangeSource source) {
        return source.gtidsAfter()
                .map(gtids -> new ShardStart(source.shard(), gtids, Collections.emptySortedMap()))
                .map(start -> write(new Vgtid(List.of(start))));
    }

    /** Debezium's form, which {@link #parse} reads. */
    public static String write(Vgtid vgtid) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.getFactory().createGenerator(text)) {
            json.writeStartArray();
            for (ShardStart start : vgtid.shards()) {
                ProtoJson.write(shardGtid(start), json);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static ShardGtid shardGtid(ShardStart start) throws InvalidProtocolBufferException {
        ShardGtid.Builder shard =
                ShardGtid.newBuilder()
                        .setKeyspace(start.shard().keyspace())
                        .setShard(start.shard().name())
                        .setGtid(start.gtid());
        for (var table : start.tablesToCopy().entrySet()) {
            TableLastPK.Builder lastPk = shard.addTablePKsBuilder().setTableName(table.getKey());
            if (table.getValue().isPresent()) {
                lastPk.setLastpk(QueryResult.parseFrom(table.getValue().get().bytes()));
            }
        }
        return shard.build();
    }
}
