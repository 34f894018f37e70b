// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.vgtid.VgtidJson;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;
import org.apache.flink.types.RowKind;

/** The metadata columns of a table. */
@Internal
enum VitessReadableMetadata {
    TABLE_NAME(
            "table_name",
            DataTypes.STRING().notNull(),
            "The table that the row is of.",
            (change, kind) -> text(change.source().table())),
    KEYSPACE_NAME(
            "keyspace_name",
            DataTypes.STRING().notNull(),
            "The keyspace of the table.",
            (change, kind) -> text(change.source().shard().keyspace())),
    DATABASE_NAME(
            "database_name",
            DataTypes.STRING().notNull(),
            "The keyspace, by the name that other connectors have for it.",
            (change, kind) -> text(change.source().shard().keyspace())),
    SHARD(
            "shard",
            DataTypes.STRING().notNull(),
            "The shard that the row was read from, such as `-80`.",
            (change, kind) -> text(change.source().shard().name())),
    OP_TS(
            "op_ts",
            DataTypes.TIMESTAMP_LTZ(3).notNull(),
            "When the statement that changed the row began, to the second; 1970-01-01 00:00:00 UTC"
                    + " for a copied row.",
            (change, kind) -> change.source().changed().map(Instant::toEpochMilli).orElse(0L)),
    ROW_KIND(
            "row_kind",
            DataTypes.STRING().notNull(),
            "What the row is in the changelog: `+I`, `-U`, `+U` or `-D`. Of use where the changelog"
                    + " is read as append-only.",
            (change, kind) -> text(kind.shortString())),
    GTID(
            "gtid",
            DataTypes.STRING(),
            "The GTID of the transaction that changed the row, such as `<uuid>:7`; NULL for a"
                    + " copied row, and from tablets before Vitess 23.",
            (change, kind) ->
                    change.source().gtid().isEmpty() ? null : text(change.source().gtid())),
    IS_SNAPSHOT(
            "is_snapshot",
            DataTypes.BOOLEAN().notNull(),
            "Whether the row was copied: it was there when the copy read it.",
            (change, kind) -> change.source().snapshot()),
    TRANSACTION_ORDER(
            "transaction_order",
            DataTypes.BIGINT(),
            "The place of the change in its transaction in its shard, from 1 on; NULL for a copied"
                    + " row.",
            (change, kind) -> change.source().snapshot() ? null : change.transactionOrder()),
    VGTID(
            "vgtid",
            DataTypes.STRING(),
            "The VGTID of the change: the position of its shard after its transaction, such as"
                    + " `[{\"keyspace\":\"customer\",\"shard\":\"-80\",\"gtid\":\"MySQL56/<uuid>:1-7\"}]`;"
                    + " NULL for a copied row, while tables of the shard are to be copied, and from"
                    + " tablets before Vitess 23.",
            (change, kind) ->
                    VgtidJson.of(change.source()).map(VitessReadableMetadata::text).orElse(null)),
    ROWS_QUERY(
            "rows_query",
            DataTypes.STRING(),
            "The statement that changed the row; NULL for a copied row, and unless MySQL logs it.",
            (change, kind) ->
                    change.source().rowsQuery().isEmpty()
                            ? null
                            : text(change.source().rowsQuery()));

    /** Makes the value. */
    private interface Value {
        Object of(RowChange change, RowKind kind);
    }

    private final String key;
    private final DataType dataType;
    private final String description;
    private final Value value;

    VitessReadableMetadata(String key, DataType dataType, String description, Value value) {
        this.key = key;
        this.dataType = dataType;
        this.description = description;
        this.value = value;
    }

    /** All of them by key, in the order of the documentation. */
    static Map<String, DataType> dataTypes() {
        Map<String, DataType> types = new LinkedHashMap<>();
        Arrays.stream(values()).forEach(metadata -> types.put(metadata.key, metadata.dataType));
        return types;
    }

    /** The one of a key that the planner was given. */
    static VitessReadableMetadata of(String key) {
        return Arrays.stream(values())
                .filter(metadata -> metadata.key.equals(key))
                .findFirst()
                .orElseThrow();
    }

    /** The value as it is appended to a row. */
    Object of(RowChange change, RowKind kind) {
        return value.of(change, kind);
    }

    /** Its row in the table of the documentation. */
    String markdown() {
        return "| `%s` | `%s` | %s |".formatted(key, dataType, description);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
