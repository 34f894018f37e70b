// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.MySqlFlag;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;

/**
 * The statements on one shard by which a client learns how tables are declared: their comments,
 * their columns and their unique keys. Tables here have no comments, and no key but the primary
 * one.
 */
final class DeclarationStatements {
    private static final Pattern COMMENTS =
            statement(
                    "select table_name, table_comment from information_schema.tables"
                            + " where table_schema = database() and table_type = 'BASE TABLE'"
                            + " and table_name in (%s)");

    private static final Pattern COLUMNS =
            statement(
                    "select c.table_name, c.column_name, c.data_type, c.column_type, c.is_nullable,"
                            + " c.column_key, c.collation_name, coalesce(l.id, 63),"
                            + " c.column_comment from information_schema.columns c"
                            + " left join information_schema.collations l"
                            + " on l.collation_name = c.collation_name"
                            + " where c.table_schema = database() and c.table_name in (%s)"
                            + " order by c.table_name, c.ordinal_position");

    private static final Pattern SCHEMAS =
            statement(
                    "select c.table_name, c.column_name, c.data_type, c.column_type, c.is_nullable,"
                            + " c.column_key, c.collation_name, coalesce(l.id, 63),"
                            + " coalesce(d.id, 0), case when c.ordinal_position = 1"
                            + " then @@global.gtid_executed else '' end"
                            + " from information_schema.columns c"
                            + " join information_schema.tables t"
                            + " on t.table_schema = c.table_schema and t.table_name = c.table_name"
                            + " left join information_schema.collations l"
                            + " on l.collation_name = c.collation_name"
                            + " left join information_schema.collations d"
                            + " on d.collation_name = t.table_collation"
                            + " where c.table_schema = database() and c.table_name in (%s)"
                            + " order by c.table_name, c.ordinal_position");

    private static final Pattern UNIQUE_KEYS =
            statement(
                    "select table_name, index_name, column_name from information_schema.statistics"
                            + " where table_schema = database() and non_unique = 0"
                            + " and table_name in (%s)"
                            + " order by table_name, index_name <> 'PRIMARY', index_name,"
                            + " seq_in_index");

    private final EmbeddedVitess vitess;

    DeclarationStatements(EmbeddedVitess vitess) {
        this.vitess = vitess;
    }

    private static Pattern statement(String sql) {
        return Pattern.compile("\\Q" + sql.replace("%s", "\\E('[^']*'(?:, '[^']*')*)\\Q") + "\\E");
    }

    /** Empty if the statement is none of these. */
    Optional<ExecuteResponse> execute(ExecuteRequest request) {
        return answer(request, COMMENTS, DeclarationStatements::comments)
                .or(() -> answer(request, COLUMNS, DeclarationStatements::columns))
                .or(() -> answer(request, SCHEMAS, this::schemas))
                .or(() -> answer(request, UNIQUE_KEYS, DeclarationStatements::uniqueKeys));
    }

    private Optional<ExecuteResponse> answer(
            ExecuteRequest request,
            Pattern statement,
            BiFunction<ExecuteRequest, Stream<TableDefinition>, ExecuteResponse> answer) {
        Matcher matcher = statement.matcher(request.getQuery().getSql());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Set<String> names =
                Set.of(matcher.group(1).substring(1, matcher.group(1).length() - 1).split("', '"));
        return Optional.of(
                TargetedStatement.execute(
                        vitess,
                        request,
                        shard ->
                                answer.apply(
                                        request,
                                        shard.tables().stream()
                                                .filter(table -> names.contains(table.name())))));
    }

    private static ExecuteResponse comments(
            ExecuteRequest request, Stream<TableDefinition> tables) {
        return ExecuteResponses.succeeded(
                request,
                texts("TABLE_NAME", "TABLE_COMMENT"),
                tables.map(table -> RowValues.of(table.name(), "")));
    }

    private static ExecuteResponse columns(ExecuteRequest request, Stream<TableDefinition> tables) {
        return ExecuteResponses.succeeded(
                request,
                names("COLUMN_COMMENT"),
                tables.flatMap(
                        table -> table.columns().stream().map(column -> row(table, column, ""))));
    }

    /** The names of what {@link #row} has. */
    private static Stream<Field> names(String... more) {
        Stream<String> described =
                Stream.of(
                        "TABLE_NAME",
                        "COLUMN_NAME",
                        "DATA_TYPE",
                        "COLUMN_TYPE",
                        "IS_NULLABLE",
                        "COLUMN_KEY",
                        "COLLATION_NAME",
                        "coalesce(l.id, 63)");
        return texts(Stream.concat(described, Stream.of(more)).toArray(String[]::new));
    }

    private static RowValues row(TableDefinition table, ColumnDefinition column, Object... more) {
        Collation collation = column.collation();
        boolean notNull = (column.flags() & MySqlFlag.NOT_NULL_FLAG_VALUE) != 0;
        Stream<Object> described =
                Stream.of(
                        table.name(),
                        column.name(),
                        column.columnType().split("[( ]", 2)[0],
                        column.columnType(),
                        notNull ? "NO" : "YES",
                        column.isPrimaryKey() ? "PRI" : "",
                        collation.equals(Collation.BINARY) ? null : collation.name(),
                        collation.id());
        return RowValues.of(Stream.concat(described, Stream.of(more)).toArray());
    }

    private ExecuteResponse schemas(ExecuteRequest request, Stream<TableDefinition> tables) {
        ShardTarget target = TargetedStatement.target(request);
        String executed =
                vitess.findKeyspace(target.keyspace())
                        .findShard(target.shard())
                        .executed()
                        .toString();
        return ExecuteResponses.succeeded(
                request,
                names(
                        "coalesce(d.id, 0)",
                        "case when c.ordinal_position = 1 then @@global.gtid_executed else '' end"),
                tables.flatMap(table -> schema(table, executed)));
    }

    private static Stream<RowValues> schema(TableDefinition table, String executed) {
        return IntStream.range(0, table.columns().size())
                .mapToObj(
                        i ->
                                row(
                                        table,
                                        table.columns().get(i),
                                        Collation.UTF8MB4_0900_AI_CI.id(),
                                        i == 0 ? executed : ""));
    }

    private static ExecuteResponse uniqueKeys(
            ExecuteRequest request, Stream<TableDefinition> tables) {
        return ExecuteResponses.succeeded(
                request,
                texts("TABLE_NAME", "INDEX_NAME", "COLUMN_NAME"),
                tables.flatMap(
                        table ->
                                table.columns().stream()
                                        .filter(ColumnDefinition::isPrimaryKey)
                                        .map(
                                                column ->
                                                        RowValues.of(
                                                                table.name(),
                                                                "PRIMARY",
                                                                column.name()))));
    }

    private static Stream<Field> texts(String... names) {
        return Stream.of(names)
                .map(name -> Field.newBuilder().setName(name).setType(Type.VARCHAR).build());
    }
}
