// SPDX-License-Identifier: Apache-2.0
/**
 * What DDL statements do to the columns of tables.
 *
 * <p>Rule: uses nothing but {@code schema}, Flink's stability annotations, and Debezium's grammar
 * of MySQL, which no other package may use.
 */
package org.apache.flink.connector.vitess.ddl;
