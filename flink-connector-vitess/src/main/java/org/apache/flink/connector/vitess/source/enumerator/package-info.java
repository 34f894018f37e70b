// SPDX-License-Identifier: Apache-2.0
/**
 * Which shards there are, and who reads them.
 *
 * <p>Rule: coordinator thread only; no threads or locks; what blocks goes through {@code
 * callAsync}.
 */
package org.apache.flink.connector.vitess.source.enumerator;
