// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.MySqlFlag;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtrpc.Code;

/** The SHOW statements that Execute knows, and the answer to all others. */
final class ShowStatements {
    private static final Pattern SHOW =
            Pattern.compile(
                    "show\\s+(vitess_shards|vitess_tablets|vitess_keyspaces|keyspaces)(?:\\s+like\\s+'([^']*)')?",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern SHOW_TABLES =
            Pattern.compile(
                    "show\\s+full\\s+tables\\s+from\\s+(`[^`]+`|\\w+)", Pattern.CASE_INSENSITIVE);

    private static final int UTF8MB3 = 33;
    private static final Set<String> SQL_VERBS =
            Set.of("SHOW", "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "USE", "SET");

    private final EmbeddedVitess vitess;

    ShowStatements(EmbeddedVitess vitess) {
        this.vitess = vitess;
    }

    ExecuteResponse execute(ExecuteRequest request) {
        String sql = request.getQuery().getSql().strip().replaceAll(";$", "");
        Matcher tables = SHOW_TABLES.matcher(sql);
        if (tables.matches()) {
            return tables(request, tables.group(1).replace("`", ""));
        }
        Matcher show = SHOW.matcher(sql);
        if (!show.matches()) {
            return unknown(request, sql);
        }
        Pattern like = like(show.group(2));
        return switch (show.group(1).toLowerCase(Locale.ROOT)) {
            case "vitess_shards" -> shards(request, like);
            case "vitess_tablets" -> tablets(request, like);
            default -> keyspaces(request, like);
        };
    }

    private static ExecuteResponse unknown(ExecuteRequest request, String sql) {
        String verb = sql.split("\\s", 2)[0];
        return SQL_VERBS.contains(verb.toUpperCase(Locale.ROOT))
                ? ExecuteResponses.failed(
                        request, Code.UNIMPLEMENTED, "EmbeddedVitess does not know: " + sql)
                : ExecuteResponses.failed(
                        request,
                        Code.INVALID_ARGUMENT,
                        "syntax error at position %d near '%s'".formatted(verb.length() + 1, verb));
    }

    private ExecuteResponse shards(ExecuteRequest request, Pattern like) {
        Stream<RowValues> rows =
                allShards()
                        .filter(EmbeddedShard::isServing)
                        .map(EmbeddedShard::toString)
                        .filter(shard -> like.matcher(shard).matches())
                        .map(RowValues::of);
        return ExecuteResponses.succeeded(request, varchars("Shards"), rows);
    }

    private ExecuteResponse tablets(ExecuteRequest request, Pattern like) {
        Stream<RowValues> rows =
                allShards()
                        .filter(shard -> like.matcher(EmbeddedVitess.HOST).matches())
                        .map(
                                shard ->
                                        RowValues.of(
                                                "zone1",
                                                shard.keyspace(),
                                                shard.name(),
                                                "PRIMARY",
                                                shard.hasQueryService() ? "SERVING" : "NOT_SERVING",
                                                Errors.TABLET,
                                                EmbeddedVitess.HOST,
                                                "2026-01-01T00:00:00Z"));
        Stream<Field> fields =
                varchars(
                        "Cell",
                        "Keyspace",
                        "Shard",
                        "TabletType",
                        "State",
                        "Alias",
                        "Hostname",
                        "PrimaryTermStartTime");
        return ExecuteResponses.succeeded(request, fields, rows);
    }

    private ExecuteResponse keyspaces(ExecuteRequest request, Pattern like) {
        Stream<RowValues> rows =
                vitess.keyspaces().stream()
                        .map(EmbeddedKeyspace::name)
                        .filter(name -> like.matcher(name).matches())
                        .map(RowValues::of);
        return ExecuteResponses.succeeded(request, varchars("Database"), rows);
    }

    private ExecuteResponse tables(ExecuteRequest request, String keyspaceName) {
        EmbeddedKeyspace keyspace = vitess.findKeyspace(keyspaceName);
        if (keyspace == null) {
            return ExecuteResponses.unknownKeyspace(request, keyspaceName);
        }
        Stream<RowValues> rows =
                keyspace.tables().stream().map(table -> RowValues.of(table.name(), "BASE TABLE"));
        Stream<Field> fields =
                Stream.of(
                        Field.newBuilder()
                                .setName("Tables_in_" + keyspaceName)
                                .setType(Type.VARBINARY)
                                .build(),
                        Field.newBuilder().setName("Table_type").setType(Type.BINARY).build());
        return ExecuteResponses.succeeded(request, fields, rows);
    }

    private Stream<EmbeddedShard> allShards() {
        return vitess.keyspaces().stream().flatMap(keyspace -> keyspace.shards().stream());
    }

    private static Pattern like(String pattern) {
        String expression =
                Optional.ofNullable(pattern)
                        .orElse("%")
                        .chars()
                        .mapToObj(ShowStatements::like)
                        .reduce("", String::concat);
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    private static String like(int character) {
        return switch (character) {
            case '%' -> ".*";
            case '_' -> ".";
            default -> Pattern.quote(Character.toString(character));
        };
    }

    private static Stream<Field> varchars(String... names) {
        return Stream.of(names)
                .map(
                        name ->
                                Field.newBuilder()
                                        .setName(name)
                                        .setType(Type.VARCHAR)
                                        .setCharset(UTF8MB3)
                                        .setFlags(MySqlFlag.NOT_NULL_FLAG_VALUE)
                                        .build());
    }
}
