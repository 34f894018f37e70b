// SPDX-License-Identifier: Apache-2.0
/**
 * Debezium in a process of its own.
 *
 * <p>Rule: uses Debezium and nothing of the connector.
 */
package org.apache.flink.connector.vitess.debezium;
