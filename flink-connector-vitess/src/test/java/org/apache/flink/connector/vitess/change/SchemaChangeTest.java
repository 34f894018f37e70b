// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.junit.jupiter.api.Test;

class SchemaChangeTest {

    private static final Column ID = column("id", "int", 63);
    private static final Column A = column("a", "int", 63);
    private static final Column B = column("b", "varchar(9)", 255);

    @Test
    void columnsAreAddedDroppedAndRetyped() {
        Column c = column("c", "int", 63);
        Column bLatin1 = column("b", "varchar(9)", 8);
        SchemaChange change = change(List.of(ID, A, B), List.of(c, ID, bLatin1), Map.of());

        assertThat(change.added()).containsExactly(c);
        assertThat(change.dropped()).containsExactly(A);
        assertThat(change.retyped()).containsExactly(bLatin1);
    }

    @Test
    void aRenamedColumnIsTheSame() {
        Column x = column("x", "int", 63);
        SchemaChange change = change(List.of(ID, A), List.of(ID, x), Map.of("a", "x"));

        assertThat(change.added()).isEmpty();
        assertThat(change.dropped()).isEmpty();
        assertThat(change.retyped()).isEmpty();
    }

    @Test
    void columnsThatSwapTheirNamesAreRetypedOnlyIfTheirTypesAre() {
        Map<String, String> swap = Map.of("a", "b", "b", "a");
        Column aNow = column("a", "varchar(9)", 255);
        Column bNow = column("b", "bigint", 63);

        assertThat(change(List.of(A, B), List.of(column("b", "int", 63), aNow), swap).retyped())
                .isEmpty();
        assertThat(change(List.of(A, B), List.of(bNow, aNow), swap).retyped())
                .containsExactly(bNow);
    }

    @Test
    void whereARenamedColumnTakesTheNameOfADroppedOne() {
        Column aNow = column("a", "varchar(9)", 255);
        for (List<Column> before : List.of(List.of(ID, A, B), List.of(B, A, ID))) {
            SchemaChange change = change(before, List.of(ID, aNow), Map.of("b", "a"));

            assertThat(change.added()).isEmpty();
            assertThat(change.retyped()).isEmpty();
            assertThat(change.dropped()).containsExactly(A);
        }
    }

    @Test
    void namesAndTypesAreComparedWithoutCase() {
        SchemaChange change =
                change(List.of(ID, A), List.of(ID, column("A", "INT", 63)), Map.of("a", "A"));

        assertThat(change.added()).isEmpty();
        assertThat(change.dropped()).isEmpty();
        assertThat(change.retyped()).isEmpty();
    }

    @Test
    void whatIsNotKnownIsNeitherAddedNorDropped() {
        SchemaChange created = change(null, List.of(ID), Map.of());
        SchemaChange unknown = change(List.of(ID), null, Map.of());

        assertThat(created.dropped()).isEmpty();
        assertThat(created.retyped()).isEmpty();
        assertThat(created.added()).isEmpty();
        assertThat(unknown.added()).isEmpty();
        assertThat(unknown.retyped()).isEmpty();
        assertThat(unknown.dropped()).isEmpty();
        assertThat(unknown.withAfter(schema(List.of(ID, A))).added()).containsExactly(A);
    }

    private static Column column(String name, String columnType, int collation) {
        return new Column(name, MySqlType.INT32, columnType, collation, false, false);
    }

    private static TableSchema schema(List<Column> columns) {
        return new TableSchema("shop", "t", columns);
    }

    private static SchemaChange change(
            List<Column> before, List<Column> after, Map<String, String> renamed) {
        return new SchemaChange(
                new Shard("shop", "0"),
                "t",
                "MySQL56/u:1-7",
                "alter table t",
                Optional.ofNullable(before).map(SchemaChangeTest::schema),
                Optional.ofNullable(after).map(SchemaChangeTest::schema),
                renamed);
    }
}
