// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowDataDeserializationSchemaTest {

    private static final TableSchema TABLE =
            new TableSchema(
                    "shop",
                    "orders",
                    List.of(
                            new Column("id", MySqlType.INT64, "bigint", 63, true, true),
                            new Column("v", MySqlType.VARCHAR, "varchar(20)", 255, false, false)));

    private static final RowType COLUMNS =
            (RowType)
                    DataTypes.ROW(
                                    DataTypes.FIELD("id", DataTypes.BIGINT()),
                                    DataTypes.FIELD("v", DataTypes.STRING()))
                            .getLogicalType();

    private static final String UUID = "8bc65c84-3fe4-11ed-a912-257f0fcdd6c9";

    private static final ChangeSource LOG =
            new ChangeSource(
                    new Shard("shop", "-80"),
                    "orders",
                    UUID + ":7",
                    Optional.of(Instant.ofEpochSecond(1000)),
                    "MySQL56/" + UUID + ":1-6",
                    "update orders set v = 'b'");
    private static final ChangeSource COPY =
            new ChangeSource(new Shard("shop", "-80"), "orders", "", Optional.empty(), "");

    private static final RowChange COPIED = change(COPY, null, image("1", "a"));
    private static final RowChange INSERT = change(LOG, null, image("1", "a"));
    private static final RowChange UPDATE = change(LOG, image("1", "a"), image("1", "b"));
    private static final RowChange MOVE = change(LOG, image("1", "a"), image("2", "a"));
    private static final RowChange DELETE = change(LOG, image("1", "a"), null);

    /** What each metadata column is of a row of the log, but its kind. */
    private static final Map<VitessReadableMetadata, String> OF_LOG =
            Map.of(
                    VitessReadableMetadata.TABLE_NAME, "orders",
                    VitessReadableMetadata.KEYSPACE_NAME, "shop",
                    VitessReadableMetadata.DATABASE_NAME, "shop",
                    VitessReadableMetadata.SHARD, "-80",
                    VitessReadableMetadata.OP_TS, "1970-01-01T00:16:40",
                    VitessReadableMetadata.GTID, UUID + ":7",
                    VitessReadableMetadata.IS_SNAPSHOT, "false",
                    VitessReadableMetadata.TRANSACTION_ORDER, "3",
                    VitessReadableMetadata.VGTID,
                            "[{\"keyspace\":\"shop\",\"shard\":\"-80\",\"gtid\":\"MySQL56/"
                                    + UUID
                                    + ":1-7\"}]",
                    VitessReadableMetadata.ROWS_QUERY, "update orders set v = 'b'");

    private static final Map<VitessReadableMetadata, String> OF_COPY =
            Map.of(
                    VitessReadableMetadata.TABLE_NAME, "orders",
                    VitessReadableMetadata.KEYSPACE_NAME, "shop",
                    VitessReadableMetadata.DATABASE_NAME, "shop",
                    VitessReadableMetadata.SHARD, "-80",
                    VitessReadableMetadata.OP_TS, "1970-01-01T00:00",
                    VitessReadableMetadata.GTID, "NULL",
                    VitessReadableMetadata.IS_SNAPSHOT, "true",
                    VitessReadableMetadata.TRANSACTION_ORDER, "NULL",
                    VitessReadableMetadata.VGTID, "NULL",
                    VitessReadableMetadata.ROWS_QUERY, "NULL");

    @Test
    void allGivesBothRowsOfAnUpdate() {
        assertThat(rows(all(), COPIED, INSERT, UPDATE, MOVE, DELETE))
                .containsExactly(
                        "+I[1, a]",
                        "+I[1, a]",
                        "-U[1, a]",
                        "+U[1, b]",
                        "-U[1, a]",
                        "+U[2, a]",
                        "-D[1, a]");
    }

    @Test
    void upsertLeavesOutTheRowBeforeButDeletesItIfTheKeyChanges() {
        assertThat(rows(upsert(), COPIED, INSERT, UPDATE, MOVE, DELETE))
                .containsExactly(
                        "+I[1, a]", "+I[1, a]", "+U[1, b]", "-D[1, a]", "+I[2, a]", "-D[1, a]");
    }

    @Test
    void aChangedKeyDeletesAndInsertsSoThatFlinkKeepsBoth() {
        Changelog keyed = new Changelog(VitessChangelogMode.ALL, List.of("id"), false);
        assertThat(rows(keyed, UPDATE, MOVE))
                .containsExactly("-U[1, a]", "+U[1, b]", "-D[1, a]", "+I[2, a]");
        assertThat(rows(all(), MOVE)).containsExactly("-U[1, a]", "+U[2, a]");
    }

    @Test
    void appendOnlyGivesTheSameRowsAsInserts() {
        assertThat(rows(new Changelog(VitessChangelogMode.ALL, List.of(), true), UPDATE, DELETE))
                .containsExactly("+I[1, a]", "+I[1, b]", "+I[1, a]");
        assertThat(
                        rows(
                                new Changelog(VitessChangelogMode.UPSERT, List.of("id"), true),
                                UPDATE,
                                MOVE))
                .containsExactly("+I[1, b]", "+I[1, a]", "+I[2, a]");
    }

    @Test
    void aCopyInBatchModeHasInsertsAndRefusesOtherChanges() {
        Changelog inserts = new Changelog(VitessChangelogMode.ALL, List.of("id"), false, true);
        assertThat(inserts.mode()).isEqualTo(ChangelogMode.insertOnly());
        assertThat(rows(inserts, COPIED, INSERT)).containsExactly("+I[1, a]", "+I[1, a]");
        for (RowChange change : List.of(UPDATE, DELETE)) {
            assertThatThrownBy(() -> rows(inserts, change))
                    .hasMessageContaining("while its table was copied")
                    .hasMessageContaining("run the query in streaming mode");
        }
    }

    /** Of every kind of row, in every mode. */
    @ParameterizedTest
    @EnumSource(VitessReadableMetadata.class)
    void aMetadataColumnIsAfterTheColumns(VitessReadableMetadata metadata) {
        boolean kind = metadata == VitessReadableMetadata.ROW_KIND;
        String ofLog = OF_LOG.get(metadata);
        assertThat(metadata(all(), metadata, INSERT, UPDATE, DELETE))
                .containsExactlyElementsOf(
                        kind ? List.of("+I", "-U", "+U", "-D") : times(4, ofLog));
        assertThat(metadata(upsert(), metadata, INSERT, UPDATE, MOVE, DELETE))
                .containsExactlyElementsOf(
                        kind ? List.of("+I", "+U", "-D", "+I", "-D") : times(5, ofLog));
        assertThat(
                        metadata(
                                new Changelog(VitessChangelogMode.ALL, List.of(), true),
                                metadata,
                                INSERT,
                                UPDATE,
                                DELETE))
                .containsExactlyElementsOf(
                        kind ? List.of("+I", "-U", "+U", "-D") : times(4, ofLog));
        assertThat(metadata(all(), metadata, COPIED))
                .containsExactly(kind ? "+I" : OF_COPY.get(metadata));
    }

    @Test
    void changesOfATransactionHaveEachTheirPlaceInIt() {
        RowDataDeserializationSchema schema =
                schema(
                        COLUMNS,
                        all(),
                        VitessReadableMetadata.GTID,
                        VitessReadableMetadata.TRANSACTION_ORDER);

        List<RowData> rows =
                deserialize(
                        schema,
                        change(LOG, null, image("1", "a"), 1),
                        change(LOG, image("1", "a"), image("1", "b"), 2),
                        change(LOG, null, image("2", "a"), 3));

        assertThat(rows).extracting(row -> row.getLong(3)).containsExactly(1L, 2L, 2L, 3L);
        assertThat(rows).allMatch(row -> row.getString(2).toString().equals(UUID + ":7"));
    }

    @Test
    void aColumnThatIsNotThereIsNamed() {
        RowType other =
                (RowType) DataTypes.ROW(DataTypes.FIELD("price", DataTypes.INT())).getLogicalType();
        RowDataDeserializationSchema schema = schema(other, all());

        assertThatThrownBy(() -> schema.deserialize(INSERT, new ListCollector<>(List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Column `price` does not exist in MySQL");
    }

    private static Changelog all() {
        return new Changelog(VitessChangelogMode.ALL, List.of(), false);
    }

    private static Changelog upsert() {
        return new Changelog(VitessChangelogMode.UPSERT, List.of("id"), false);
    }

    private static RowDataDeserializationSchema schema(
            RowType columns, Changelog changelog, VitessReadableMetadata... metadata) {
        return new RowDataDeserializationSchema(
                new DeclaredTable(columns, List.of(), ValuePolicies.strict()),
                List.of(metadata),
                changelog,
                null);
    }

    private static List<RowData> deserialize(
            RowDataDeserializationSchema schema, RowChange... changes) {
        List<RowData> rows = new ArrayList<>();
        ListCollector<RowData> out = new ListCollector<>(rows);
        Arrays.stream(changes).forEach(change -> schema.deserialize(change, out));
        return rows;
    }

    private static List<String> rows(Changelog changelog, RowChange... changes) {
        return deserialize(schema(COLUMNS, changelog), changes).stream()
                .map(
                        row ->
                                row.getRowKind().shortString()
                                        + "["
                                        + row.getLong(0)
                                        + ", "
                                        + row.getString(1)
                                        + "]")
                .toList();
    }

    private static List<String> metadata(
            Changelog changelog, VitessReadableMetadata metadata, RowChange... changes) {
        List<RowData> rows = deserialize(schema(COLUMNS, changelog, metadata), changes);
        assertThat(rows).allMatch(row -> row.getArity() == 3);
        assertThat(rows)
                .noneMatch(row -> changelog.appendOnly() && row.getRowKind() != RowKind.INSERT);
        return rows.stream().map(row -> text(row, metadata)).toList();
    }

    private static String text(RowData row, VitessReadableMetadata metadata) {
        if (row.isNullAt(2)) {
            return "NULL";
        }
        return switch (metadata) {
            case OP_TS -> row.getTimestamp(2, 3).toString();
            case IS_SNAPSHOT -> Boolean.toString(row.getBoolean(2));
            case TRANSACTION_ORDER -> Long.toString(row.getLong(2));
            case TABLE_NAME,
                    KEYSPACE_NAME,
                    DATABASE_NAME,
                    SHARD,
                    ROW_KIND,
                    GTID,
                    VGTID,
                    ROWS_QUERY ->
                    row.getString(2).toString();
        };
    }

    private static List<String> times(int count, String text) {
        return IntStream.range(0, count).mapToObj(i -> text).toList();
    }

    private static RowChange change(ChangeSource source, RowImage before, RowImage after) {
        return change(source, before, after, source.snapshot() ? 0 : 3);
    }

    private static RowChange change(
            ChangeSource source, RowImage before, RowImage after, long order) {
        return new RowChange(before, after, source, order, order);
    }

    private static RowImage image(String id, String v) {
        return new RowImage(
                TABLE,
                (id + v).getBytes(StandardCharsets.UTF_8),
                new int[] {id.length(), v.length()});
    }
}
