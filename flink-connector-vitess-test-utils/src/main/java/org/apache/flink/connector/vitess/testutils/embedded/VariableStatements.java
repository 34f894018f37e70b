// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;

/** What a shard's MySQL says of its binary log. */
final class VariableStatements {
    private static final String SHOW = "show global variables like 'binlog_row_%'";

    private final EmbeddedVitess vitess;
    private final String rowImage;

    VariableStatements(EmbeddedVitess vitess, String rowImage) {
        this.vitess = vitess;
        this.rowImage = rowImage;
    }

    /** Empty for other statements. */
    Optional<ExecuteResponse> execute(ExecuteRequest request) {
        if (!request.getQuery().getSql().strip().equalsIgnoreCase(SHOW)) {
            return Optional.empty();
        }
        Stream<Field> fields =
                Stream.of("Variable_name", "Value")
                        .map(
                                name ->
                                        Field.newBuilder()
                                                .setName(name)
                                                .setType(Type.VARCHAR)
                                                .build());
        Stream<RowValues> rows =
                Stream.of(
                        RowValues.of("binlog_row_event_max_size", "8192"),
                        RowValues.of("binlog_row_image", rowImage),
                        RowValues.of("binlog_row_metadata", "MINIMAL"),
                        RowValues.of("binlog_row_value_options", ""));
        return Optional.of(
                TargetedStatement.execute(
                        vitess,
                        request,
                        keyspace -> ExecuteResponses.succeeded(request, fields, rows)));
    }
}
