// SPDX-License-Identifier: Apache-2.0
/**
 * What a row costs from the socket to a sink: consumers in JVMs of their own, side by side, on a
 * server that costs next to nothing.
 */
package org.apache.flink.connector.vitess.benchmarks.endtoend;
