// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtrpc.Code;

/**
 * The statements on one shard by which a client learns the columns of tables, and MySQL's order of
 * texts: the collations of a table's columns, and STRCMP of pairs of texts, given as bytes.
 */
final class CollationStatements {
    private static final Pattern KEYS =
            Pattern.compile(
                    "select c\\.table_name, c\\.column_name, s\\.index_name"
                            + " from information_schema\\.columns c"
                            + " left join information_schema\\.statistics s .+"
                            + " and s\\.index_name = 'PRIMARY'"
                            + " where c\\.table_schema = database\\(\\)"
                            + " and c\\.table_name in \\((.+)\\)"
                            + " order by c\\.table_name, c\\.ordinal_position",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern COLUMNS =
            Pattern.compile(
                    "select column_name, character_set_name, collation_name"
                            + " from information_schema\\.columns"
                            + " where table_schema = database\\(\\) and table_name = '([^']*)'",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern IDS =
            Pattern.compile(
                    "select c\\.column_name, l\\.id from information_schema\\.columns c"
                            + " join information_schema\\.collations l"
                            + " on l\\.collation_name = c\\.collation_name"
                            + " where c\\.table_schema = database\\(\\) and c\\.table_name = '([^']*)'",
                    Pattern.CASE_INSENSITIVE);

    private final EmbeddedVitess vitess;

    CollationStatements(EmbeddedVitess vitess) {
        this.vitess = vitess;
    }

    /** Empty if the statement is none of these. */
    Optional<ExecuteResponse> execute(ExecuteRequest request) {
        String sql = request.getQuery().getSql();
        Matcher columns = COLUMNS.matcher(sql);
        if (columns.matches()) {
            return Optional.of(
                    onShard(request, shard -> columns(request, shard, columns.group(1))));
        }
        Matcher ids = IDS.matcher(sql);
        if (ids.matches()) {
            return Optional.of(onShard(request, shard -> ids(request, shard, ids.group(1))));
        }
        Matcher keys = KEYS.matcher(sql);
        if (keys.matches()) {
            List<String> tables = List.of(keys.group(1).replace("'", "").split(", "));
            return Optional.of(onShard(request, shard -> keys(request, shard, tables)));
        }
        return Strcmp.parseSelect(sql)
                .map(all -> onShard(request, shard -> compared(request, shard, all)));
    }

    private ExecuteResponse onShard(
            ExecuteRequest request, Function<EmbeddedShard, ExecuteResponse> statement) {
        return TargetedStatement.execute(vitess, request, statement);
    }

    private static ExecuteResponse columns(
            ExecuteRequest request, EmbeddedShard shard, String table) {
        return ExecuteResponses.succeeded(
                request,
                Stream.of("COLUMN_NAME", "CHARACTER_SET_NAME", "COLLATION_NAME")
                        .map(name -> field(name, Type.VARCHAR)),
                columns(shard, table).map(CollationStatements::row));
    }

    private static ExecuteResponse ids(ExecuteRequest request, EmbeddedShard shard, String table) {
        return ExecuteResponses.succeeded(
                request,
                Stream.of(field("COLUMN_NAME", Type.VARCHAR), field("ID", Type.UINT64)),
                columns(shard, table)
                        .filter(column -> !column.collation().equals(Collation.BINARY))
                        .map(column -> RowValues.of(column.name(), column.collation().id())));
    }

    private static ExecuteResponse keys(
            ExecuteRequest request, EmbeddedShard shard, List<String> tables) {
        return ExecuteResponses.succeeded(
                request,
                Stream.of("TABLE_NAME", "COLUMN_NAME", "INDEX_NAME")
                        .map(name -> field(name, Type.VARCHAR)),
                tables.stream()
                        .sorted()
                        .flatMap(
                                table ->
                                        columns(shard, table)
                                                .map(column -> keyRow(table, column))));
    }

    private static RowValues keyRow(String table, ColumnDefinition column) {
        return RowValues.of(table, column.name(), column.isPrimaryKey() ? "PRIMARY" : null);
    }

    private static Stream<ColumnDefinition> columns(EmbeddedShard shard, String table) {
        return shard.tables().stream()
                .filter(definition -> definition.name().equals(table))
                .flatMap(definition -> definition.columns().stream());
    }

    private static RowValues row(ColumnDefinition column) {
        Collation collation = column.collation();
        return collation.equals(Collation.BINARY)
                ? RowValues.of(column.name(), null, null)
                : RowValues.of(column.name(), collation.charset(), collation.name());
    }

    private static ExecuteResponse compared(
            ExecuteRequest request, EmbeddedShard shard, List<Strcmp> columns) {
        List<Object> results = new ArrayList<>();
        for (Strcmp column : columns) {
            Optional<Collation> collation = collation(shard, column.collation());
            if (collation.isEmpty()) {
                return invalid(
                        request,
                        "Unknown collation: '%s' (errno 1273) (sqlstate HY000)",
                        column.collation());
            }
            if (!collation.get().charset().equalsIgnoreCase(column.charset())) {
                return invalid(
                        request,
                        "COLLATION '%s' is not valid for CHARACTER SET '%s' (errno 1253) (sqlstate 42000)",
                        column.collation(),
                        column.charset());
            }
            try {
                results.add(column.by(collation.get()));
            } catch (IllegalArgumentException e) {
                return ExecuteResponses.failed(request, Code.UNIMPLEMENTED, e.getMessage());
            }
        }
        return ExecuteResponses.succeeded(
                request,
                columns.stream().map(column -> field(column.toString(), Type.INT64)),
                Stream.of(RowValues.of(results.toArray())));
    }

    private static Optional<Collation> collation(EmbeddedShard shard, String name) {
        Stream<Collation> used =
                shard.tables().stream()
                        .flatMap(table -> table.columns().stream())
                        .map(ColumnDefinition::collation);
        return Stream.concat(Collation.known().stream(), used)
                .filter(collation -> collation.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private static Field field(String name, Type type) {
        return Field.newBuilder().setName(name).setType(type).build();
    }

    private static ExecuteResponse invalid(
            ExecuteRequest request, String message, Object... arguments) {
        return ExecuteResponses.failed(
                request,
                Code.INVALID_ARGUMENT,
                "target: %s: vttablet: rpc error: code = InvalidArgument desc = %s"
                        .formatted(
                                TargetedStatement.target(request), message.formatted(arguments)));
    }
}
