// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.benchmarks.SampleColumn;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.testutils.embedded.Collation;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;

/** The tables of a work: as Vitess has them, as SQL declares them, and their rows. */
final class ReplayedTables {

    private ReplayedTables() {}

    static TableDefinition definition(String table, int columns) {
        TableDefinition definition = TableDefinition.of(table).bigint("id").primaryKey();
        for (int i = 1; i < columns; i++) {
            SampleColumn column = SampleColumn.at(i);
            definition =
                    definition.column(
                            ColumnDefinition.of(
                                    name(i),
                                    column.type(),
                                    column.columnType(),
                                    column.type() == Type.VARCHAR
                                            ? Collation.UTF8MB4_0900_AI_CI
                                            : Collation.BINARY));
        }
        return definition;
    }

    static Object[] row(long id, int columns, Random random) {
        return IntStream.range(0, columns)
                .mapToObj(i -> i == 0 ? (Object) id : SampleColumn.at(i).randomValue(random))
                .toArray();
    }

    /** The columns in {@code CREATE TABLE}. */
    static String declaration(int columns) {
        return IntStream.range(0, columns)
                .mapToObj(
                        i -> name(i) + " " + SampleColumn.at(i).flinkType().asSerializableString())
                .collect(Collectors.joining(", "));
    }

    /** Three of ten columns, spread over the row. */
    static List<String> some(int columns) {
        return List.of(name(0), name(columns / 2), name(columns - 1));
    }

    private static String name(int column) {
        return column == 0 ? "id" : "c" + column;
    }
}
