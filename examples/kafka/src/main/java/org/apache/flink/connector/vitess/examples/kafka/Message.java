// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.kafka;

/**
 * A message for the topic of a table, as Flink passes it between operators.
 *
 * @param table the table's name
 * @param key the primary key of the row as JSON; null if the table has none
 * @param value the change as Debezium's envelope; null for a tombstone
 */
public record Message(String table, String key, String value) {}
