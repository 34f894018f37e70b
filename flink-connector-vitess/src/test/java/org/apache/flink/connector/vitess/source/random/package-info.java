// SPDX-License-Identifier: Apache-2.0
/**
 * Thousands of short random runs of the source's real parts, each held against exact oracles.
 *
 * <p>Rule: the fixtures do what Flink's runtime does, in the test's one thread; they know nothing
 * of how the source works inside. Of its state, the oracles read what completed checkpoints hold.
 */
package org.apache.flink.connector.vitess.source.random;
