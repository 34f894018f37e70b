// SPDX-License-Identifier: Apache-2.0
/**
 * The columns of tables, as MySQL declares them and the stream describes them.
 *
 * <p>Rule: uses nothing of the connector, and nothing of Flink but its stability annotations.
 */
package org.apache.flink.connector.vitess.schema;
