// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.local;

import org.apache.flink.connector.vitess.testutils.process.ServerProcess;

/**
 * One tablet: a vttablet and the mysqld that it manages.
 *
 * @param keyspace the keyspace it belongs to
 * @param shard the shard it holds, as in {@code -80}
 * @param alias what Vitess calls it, as in {@code zone1-0000000100}
 * @param vttablet the process {@code vttablet-100}
 * @param mysqld the process {@code mysqld-100}
 */
public record Tablet(
        String keyspace,
        String shard,
        String alias,
        ServerProcess vttablet,
        ServerProcess mysqld) {}
