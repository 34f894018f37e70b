// SPDX-License-Identifier: Apache-2.0
/**
 * What an operator can watch of a source.
 *
 * <p>Rule: every name, scope and meaning is in {@code SourceMetric}, of which {@code
 * docs/metrics.md} is made. Readers count a batch at a time, never a row at a time.
 */
package org.apache.flink.connector.vitess.source.metrics;
