// SPDX-License-Identifier: Apache-2.0
/**
 * A job of Flink CDC in a process of its own.
 *
 * <p>Rule: uses Flink CDC and nothing of the connector.
 */
package org.apache.flink.connector.vitess.flinkcdc;
