// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;

/** What a shard's MySQL says of its binary log, and of the transactions that it has executed. */
final class VariableStatements {
    private static final String SHOW = "show global variables like 'binlog_row_%'";

    private static final String EXECUTED = "select @@global.gtid_executed, @@global.gtid_purged";

    private final EmbeddedVitess vitess;
    private final String rowImage;

    VariableStatements(EmbeddedVitess vitess, String rowImage) {
        this.vitess = vitess;
        this.rowImage = rowImage;
    }

    /** Empty for other statements. */
    Optional<ExecuteResponse> execute(ExecuteRequest request) {
        String sql = request.getQuery().getSql().strip();
        if (sql.equalsIgnoreCase(SHOW)) {
            return Optional.of(rowSettings(request));
        }
        return sql.equalsIgnoreCase(EXECUTED) ? Optional.of(executed(request)) : Optional.empty();
    }

    private ExecuteResponse rowSettings(ExecuteRequest request) {
        Stream<RowValues> rows =
                Stream.of(
                        RowValues.of("binlog_row_event_max_size", "8192"),
                        RowValues.of("binlog_row_image", rowImage),
                        RowValues.of("binlog_row_metadata", "MINIMAL"),
                        RowValues.of("binlog_row_value_options", ""));
        return TargetedStatement.execute(
                vitess,
                request,
                shard ->
                        ExecuteResponses.succeeded(request, texts("Variable_name", "Value"), rows));
    }

    private ExecuteResponse executed(ExecuteRequest request) {
        return TargetedStatement.execute(
                vitess,
                request,
                shard ->
                        ExecuteResponses.succeeded(
                                request,
                                texts("@@global.gtid_executed", "@@global.gtid_purged"),
                                Stream.of(RowValues.of(shard.gtidExecuted(), shard.gtidPurged()))));
    }

    private static Stream<Field> texts(String... names) {
        return Stream.of(names)
                .map(name -> Field.newBuilder().setName(name).setType(Type.VARCHAR).build());
    }
}
