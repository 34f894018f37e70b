// SPDX-License-Identifier: Apache-2.0
/**
 * The connector in SQL: {@code 'connector' = 'vitess'}. Knows the planner's interfaces; the source
 * knows nothing of it.
 */
package org.apache.flink.connector.vitess.table;
