// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;

/**
 * A change of one row, as either connector has it.
 *
 * @param transaction the GTID of the transaction that made it
 * @param millis when MySQL made it, in milliseconds since 1970
 * @param before the row before, the JSON null if there was none
 * @param after the row after, the JSON null if there is none
 */
record Change(
        String shard,
        String table,
        String op,
        String transaction,
        long millis,
        JsonNode before,
        JsonNode after) {

    Change as(String newOp, JsonNode newBefore, JsonNode newAfter) {
        return new Change(shard, table, newOp, transaction, millis, newBefore, newAfter);
    }

    boolean isFence(int id) {
        return table.equals("fence") && after.path("id").asInt() == id;
    }
}
