// SPDX-License-Identifier: Apache-2.0
/**
 * The change of a row, as a user's deserializer sees it.
 *
 * <p>Rule: uses nothing but {@code position}, {@code schema} and Flink's stability annotations.
 */
package org.apache.flink.connector.vitess.change;
