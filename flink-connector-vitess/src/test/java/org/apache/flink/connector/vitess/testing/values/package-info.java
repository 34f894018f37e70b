// SPDX-License-Identifier: Apache-2.0
/**
 * Row images as text, of Flink's values and of what MySQL's own {@code SELECT} says of them.
 *
 * <p>Rule: what is expected comes from MySQL and the JDK alone, never from {@code value}.
 */
package org.apache.flink.connector.vitess.testing.values;
