// SPDX-License-Identifier: Apache-2.0
/**
 * What a row costs, in time and in garbage, compared in the same run with how it is usually read.
 *
 * <p>Rule: nothing here is part of the connector, and nothing of the connector knows of it.
 */
package org.apache.flink.connector.vitess.benchmarks;
