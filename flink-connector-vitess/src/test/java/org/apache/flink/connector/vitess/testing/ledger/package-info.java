// SPDX-License-Identifier: Apache-2.0
/**
 * The ledger: writers that never stop, and a job that checks each change that comes out.
 *
 * <p>A {@link org.apache.flink.connector.vitess.testing.ledger.Ledger} writes transactions to a
 * {@link org.apache.flink.connector.vitess.testing.ledger.LedgerDatabase} and knows what it has
 * written; a {@link org.apache.flink.connector.vitess.testing.ledger.LedgerJob} reads it and holds
 * the oracles: CHANGELOG and LEDGER for each key, ORDER for each shard, and at the end EQ and
 * ATOMIC. All but ORDER know no shards, so that they hold over reshards, too. Of a job that runs
 * elsewhere, {@link org.apache.flink.connector.vitess.testing.ledger.AppendedChangelog} holds what
 * it has written.
 */
package org.apache.flink.connector.vitess.testing.ledger;
