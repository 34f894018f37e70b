// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.MySqlFlag;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;

/**
 * The statements on one shard by which a client learns of changes that a stream will lack. There
 * are no foreign keys and no MoveTables here.
 */
final class RiskStatements {
    private static final Set<String> CHARSETS_BEYOND_BMP =
            Set.of("utf8mb4", "utf16", "utf16le", "utf32", "gb18030");

    private static final Map<String, Function<EmbeddedShard, Stream<RowValues>>> ANSWERS =
            Map.of(
                    "select t.table_name from information_schema.tables t"
                            + " where t.table_schema = database() and t.table_type = 'BASE TABLE'"
                            + " and not exists (select 1 from information_schema.columns c"
                            + " where c.table_schema = t.table_schema"
                            + " and c.table_name = t.table_name and c.is_nullable = 'NO')",
                    RiskStatements::withoutNotNull,
                    "select table_name, constraint_name"
                            + " from information_schema.referential_constraints"
                            + " where constraint_schema = database()"
                            + " and (update_rule in ('CASCADE', 'SET NULL')"
                            + " or delete_rule in ('CASCADE', 'SET NULL'))",
                    shard -> Stream.of(),
                    "select table_name, column_name, column_type from information_schema.columns"
                            + " where table_schema = database() and data_type in ('enum', 'set')"
                            + " and character_set_name in"
                            + " ('utf8mb4', 'utf16', 'utf16le', 'utf32', 'gb18030')"
                            + " and column_type like '%?%'",
                    RiskStatements::questionMarks,
                    "select val from _vt.resharding_journal",
                    shard -> Stream.of());

    private final EmbeddedVitess vitess;

    RiskStatements(EmbeddedVitess vitess) {
        this.vitess = vitess;
    }

    /** Empty if the statement is none of these. */
    Optional<ExecuteResponse> execute(ExecuteRequest request) {
        return Optional.ofNullable(ANSWERS.get(request.getQuery().getSql()))
                .map(
                        answer ->
                                TargetedStatement.execute(
                                        vitess,
                                        request,
                                        shard ->
                                                ExecuteResponses.succeeded(
                                                        request,
                                                        Stream.of(
                                                                Field.newBuilder()
                                                                        .setType(Type.VARCHAR)
                                                                        .build()),
                                                        answer.apply(shard))));
    }

    private static Stream<RowValues> withoutNotNull(EmbeddedShard shard) {
        return shard.tables().stream()
                .filter(table -> table.columns().stream().noneMatch(RiskStatements::isNotNull))
                .map(table -> RowValues.of(table.name()));
    }

    private static boolean isNotNull(ColumnDefinition column) {
        return (column.flags() & MySqlFlag.NOT_NULL_FLAG_VALUE) != 0;
    }

    private static Stream<RowValues> questionMarks(EmbeddedShard shard) {
        return shard.tables().stream()
                .flatMap(
                        table ->
                                table.columns().stream()
                                        .filter(RiskStatements::hasQuestionMark)
                                        .map(
                                                column ->
                                                        RowValues.of(
                                                                table.name(),
                                                                column.name(),
                                                                column.columnType())));
    }

    private static boolean hasQuestionMark(ColumnDefinition column) {
        return column.columnType().matches("(enum|set)\\(.*\\?.*")
                && CHARSETS_BEYOND_BMP.contains(column.collation().charset());
    }
}
