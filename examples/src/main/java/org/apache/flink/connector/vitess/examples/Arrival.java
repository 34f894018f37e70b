// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

/**
 * A change as it came out of the source. Public, for Flink's serializer of records.
 *
 * @param shard the shard that it was read from
 * @param table its table
 * @param copied whether it is a row of the copy, and no change of the log
 * @param key the row's primary key, 0 in a table that is not the quickstart's own
 * @param version which change of its row this is, from 1 on, 0 likewise; of a copied row, the
 *     changes up to it
 * @param text the line to print
 */
public record Arrival(
        String shard, String table, boolean copied, long key, long version, String text) {}
