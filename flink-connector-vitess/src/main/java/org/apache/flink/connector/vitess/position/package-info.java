// SPDX-License-Identifier: Apache-2.0
/**
 * Positions in a keyspace's changes, as pure values.
 *
 * <p>Rule: uses nothing but {@code schema}, the JDK and Flink's stability annotations.
 */
package org.apache.flink.connector.vitess.position;
