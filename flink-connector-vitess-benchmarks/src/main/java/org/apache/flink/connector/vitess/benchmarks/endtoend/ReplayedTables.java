// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.benchmarks.SampleColumn;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.testutils.embedded.Collation;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;

/** The tables of a work: as Vitess has them, as SQL declares them, and their rows. */
final class ReplayedTables {

    /** Holds for half of the rows. */
    static final String HALF = "c4 < 5";

    private static final String TEXT = "note";

    private ReplayedTables() {}

    static TableDefinition definition(String table, Work work) {
        TableDefinition definition = TableDefinition.of(table).bigint("id").primaryKey();
        for (int i = 1; i < work.columns(); i++) {
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
        return work.textBytes() == 0
                ? definition
                : definition.column(
                        ColumnDefinition.of(
                                TEXT, Type.TEXT, "longtext", Collation.UTF8MB4_0900_AI_CI));
    }

    /** The statement that makes a table. */
    static String statement(String table, Work work) {
        String columns = declaration(work, i -> SampleColumn.at(i).columnType(), "longtext");
        return "create table %s (%s, primary key (id))".formatted(table, columns);
    }

    static Object[] row(long id, Work work, Random random) {
        Stream<Object> columns =
                IntStream.range(0, work.columns())
                        .mapToObj(
                                i -> i == 0 ? (Object) id : SampleColumn.at(i).randomValue(random));
        Stream<Object> text =
                work.textBytes() == 0 ? Stream.of() : Stream.of("x".repeat(work.textBytes()));
        return Stream.concat(columns, text).toArray();
    }

    /** The columns in {@code CREATE TABLE}. */
    static String declaration(Work work) {
        return declaration(
                work, i -> SampleColumn.at(i).flinkType().asSerializableString(), "STRING");
    }

    private static String declaration(Work work, IntFunction<String> type, String textType) {
        return IntStream.range(0, work.columns())
                        .mapToObj(i -> name(i) + " " + type.apply(i))
                        .collect(Collectors.joining(", "))
                + (work.textBytes() == 0 ? "" : ", " + TEXT + " " + textType);
    }

    /** Three of ten columns, spread over the row. */
    static List<String> some(int columns) {
        return List.of(name(0), name(columns / 2), name(columns - 1));
    }

    private static String name(int column) {
        return column == 0 ? "id" : "c" + column;
    }
}
