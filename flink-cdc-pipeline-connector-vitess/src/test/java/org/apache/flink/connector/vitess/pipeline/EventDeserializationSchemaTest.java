// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.cdc.common.data.RecordData;
import org.apache.flink.cdc.common.event.DataChangeEvent;
import org.apache.flink.cdc.common.event.Event;
import org.apache.flink.cdc.common.event.SchemaChangeEvent;
import org.apache.flink.cdc.common.event.TableId;
import org.apache.flink.cdc.common.schema.Schema;
import org.apache.flink.cdc.common.utils.SchemaUtils;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.change.SchemaChange;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.junit.jupiter.api.Test;

/** What comes of the rows of two shards that one subtask reads. */
class EventDeserializationSchemaTest {

    private static final TableSchema FORMER = table("id int", "v int");

    private final EventDeserializationSchema deserializer =
            new EventDeserializationSchema(
                    ValuePolicies.strict(), List.of(VitessMetadataColumn.values()));
    private final List<Event> events = new ArrayList<>();
    private final Map<TableId, Schema> schemas = new HashMap<>();

    @Test
    void aTableIsToldBeforeItsFirstRowAndOnce() {
        insert("-80", FORMER, "1", "10");
        insert("80-", table("id int", "v int"), "2", null);

        assertThat(told())
                .containsExactly("CREATE t {`id` INT NOT NULL, `v` INT}", "+[1, 10]", "+[2, null]");
    }

    @Test
    void rowsOfBothFormsComeSideBySide() {
        TableSchema added = table("id int", "x varchar(5)", "v int");
        insert("-80", FORMER, "1", "10");
        insert("80-", added, "2", "two", "20");
        insert("-80", FORMER, "3", "30");
        insert("80-", added, "4", "four", "40");

        assertThat(told())
                .containsExactly(
                        "CREATE t {`id` INT NOT NULL, `v` INT}",
                        "+[1, 10]",
                        "ADD t {`id` INT NOT NULL, `x` VARCHAR(5), `v` INT}",
                        "+[2, two, 20]",
                        "+[3, null, 30]",
                        "+[4, four, 40]");
    }

    @Test
    void aDroppedColumnTakesNullAndAWiderTypeHoldsTheFormerValues() {
        insert("-80", table("id int", "v int", "w int not null"), "1", "10", "5");
        insert("-80", table("id int", "v bigint"), "2", "9000000000");
        insert("80-", table("id int", "v int", "w int not null"), "3", "30", "6");

        assertThat(told())
                .containsExactly(
                        "CREATE t {`id` INT NOT NULL, `v` INT, `w` INT NOT NULL}",
                        "+[1, 10, 5]",
                        "ALTER t {`id` INT NOT NULL, `v` BIGINT, `w` INT}",
                        "+[2, 9000000000, null]",
                        "+[3, 30, 6]");
    }

    @Test
    void aStatementIsToldWithoutARow() {
        insert("-80", FORMER, "1", "10");
        deserializer.deserialize(
                new SchemaChange(
                        new Shard("shop", "-80"),
                        "t",
                        "MySQL56/u:1-8",
                        "alter table t add x int",
                        Optional.of(FORMER),
                        Optional.of(table("id int", "v int", "x int")),
                        Map.of()),
                new ListCollector<>(events));

        assertThat(told()).endsWith("ADD t {`id` INT NOT NULL, `v` INT, `x` INT}");
    }

    @Test
    void anUpdateOfTheKeyIsADeleteAndAnInsert() {
        change("-80", Optional.of(row(FORMER, "1", "10")), Optional.of(row(FORMER, "1", "11")));
        change("-80", Optional.of(row(FORMER, "1", "11")), Optional.of(row(FORMER, "2", "11")));
        change("-80", Optional.of(row(FORMER, "2", "11")), Optional.empty());

        assertThat(told().subList(1, 5))
                .containsExactly("[1, 10]>[1, 11]", "-[1, 11]", "+[2, 11]", "-[2, 11]");
    }

    @Test
    void eachChangeHasItsMetadata() {
        insert("-80", FORMER, "1", "10");
        Map<String, String> meta = ((DataChangeEvent) events.get(1)).meta();

        assertThat(
                        Stream.of(VitessMetadataColumn.values())
                                .map(column -> column.read(meta))
                                .toList())
                .isEqualTo(List.of(1_700_000_000_000L, "-80", "u:7"));
        assertThatThrownBy(() -> VitessMetadataColumn.OP_TS.read(Map.of()))
                .hasMessage(
                        "The source does not send 'op_ts': add it to its option 'metadata.list'");
    }

    @Test
    void anotherPrimaryKeyIsRefused() {
        insert("-80", FORMER, "1", "10");

        assertThatThrownBy(() -> insert("-80", table("v int", "id int"), "1", "10"))
                .hasMessage(
                        "The primary key of table 'shop.t' changes from [id] to [v], which a pipeline"
                                + " cannot pass on. Restart the pipeline without state, with an empty"
                                + " table in the sink");
    }

    @Test
    void typesWithoutACommonOneAreRefused() {
        insert("-80", table("id int", "v decimal(38,10)"), "1", "1.0000000000");

        assertThatThrownBy(() -> insert("-80", table("id int", "v decimal(38,0)"), "1", "1"))
                .hasMessage(
                        "Column 'v' of table 'shop.t' changes from DECIMAL(38, 10) to DECIMAL(38, 0),"
                                + " and no type holds the values of both. Restart the pipeline"
                                + " without state, with an empty table in the sink");
    }

    private void insert(String shard, TableSchema schema, String... values) {
        change(shard, Optional.empty(), Optional.of(row(schema, values)));
    }

    private void change(String shard, Optional<RowImage> before, Optional<RowImage> after) {
        ChangeSource source =
                new ChangeSource(
                        new Shard("shop", shard),
                        "t",
                        "u:7",
                        Optional.of(Instant.ofEpochSecond(1_700_000_000)),
                        "");
        deserializer.deserialize(new RowChange(before, after, source), new ListCollector<>(events));
    }

    private static RowImage row(TableSchema schema, String... values) {
        String text =
                Arrays.stream(values).map(v -> v == null ? "" : v).collect(Collectors.joining());
        int[] lengths = Arrays.stream(values).mapToInt(v -> v == null ? -1 : v.length()).toArray();
        return new RowImage(schema, text.getBytes(StandardCharsets.US_ASCII), lengths);
    }

    /** The first column is the primary key. */
    private static TableSchema table(String... columns) {
        List<Column> all = new ArrayList<>();
        for (String column : columns) {
            String[] words = column.split(" ", 2);
            Column made = PipelineTypesDocTest.column(words[0], words[1].replace(" not null", ""));
            boolean key = all.isEmpty();
            all.add(
                    new Column(
                            made.name(),
                            made.type(),
                            made.columnType(),
                            made.collation(),
                            key,
                            key || column.endsWith("not null")));
        }
        return new TableSchema("shop", "t", all);
    }

    /** The events, the changes of columns with what they make of the table. */
    private List<String> told() {
        return events.stream().map(this::told).toList();
    }

    private String told(Event event) {
        if (event instanceof SchemaChangeEvent change) {
            Schema schema =
                    schemas.compute(
                            change.tableId(),
                            (id, former) -> SchemaUtils.applySchemaChangeEvent(former, change));
            String columns =
                    schema.getColumns().stream()
                            .map(column -> "`" + column.getName() + "` " + column.getType())
                            .collect(Collectors.joining(", ", "{", "}"));
            return change.getType().name().split("_")[0]
                    + " "
                    + change.tableId().getTableName()
                    + " "
                    + columns;
        }
        DataChangeEvent change = (DataChangeEvent) event;
        Schema schema = schemas.get(change.tableId());
        return switch (change.op()) {
            case INSERT -> "+" + values(change.after(), schema);
            case DELETE -> "-" + values(change.before(), schema);
            default -> values(change.before(), schema) + ">" + values(change.after(), schema);
        };
    }

    private static String values(RecordData record, Schema schema) {
        return SchemaUtils.restoreOriginalData(record, SchemaUtils.createFieldGetters(schema))
                .toString();
    }
}
