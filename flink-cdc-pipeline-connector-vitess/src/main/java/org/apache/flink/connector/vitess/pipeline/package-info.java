// SPDX-License-Identifier: Apache-2.0
/**
 * A keyspace as the source of a Flink CDC pipeline: rows of all tables, and the changes of their
 * columns.
 *
 * <p>Rule: uses the connector, which does not know of it.
 */
package org.apache.flink.connector.vitess.pipeline;
