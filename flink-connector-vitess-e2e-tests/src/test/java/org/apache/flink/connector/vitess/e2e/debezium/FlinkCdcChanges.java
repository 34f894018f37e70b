// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import java.util.List;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;

/**
 * Reads the JSON of Flink CDC's source for Vitess: that of Debezium 1.9, without schemas. It does
 * not say of which shard a change is.
 */
final class FlinkCdcChanges {

    private FlinkCdcChanges() {}

    /** The changes of a {@link WrittenKeyspace}'s table {@code counter}. */
    static List<Change> ofCounter(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("{"))
                .map(Changes::read)
                .filter(event -> event.path("source").path("table").asText().equals("counter"))
                .map(FlinkCdcChanges::change)
                .toList();
    }

    private static Change change(JsonNode event) {
        JsonNode source = event.path("source");
        JsonNode row = event.path(event.path("after").isNull() ? "before" : "after");
        String shard = WrittenKeyspace.shardOf(row.path("id").asLong());
        return new Change(
                shard,
                source.path("table").asText(),
                event.path("op").asText(),
                Changes.transaction(source.path("vgtid").asText(), shard),
                source.path("ts_ms").asLong(),
                event.path("before"),
                event.path("after"));
    }
}
