// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.local;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.testutils.process.ServerProcess;
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/**
 * One tablet: a vttablet and the mysqld that it manages.
 *
 * @param keyspace the keyspace it belongs to
 * @param shard the shard it holds, as in {@code -80}
 * @param alias what Vitess calls it, as in {@code zone1-0000000100}
 * @param httpPort the port of vttablet's pages, on loopback
 * @param vttablet the process {@code vttablet-100}
 * @param mysqld the process {@code mysqld-100}
 */
public record Tablet(
        String keyspace,
        String shard,
        String alias,
        int httpPort,
        ServerProcess vttablet,
        ServerProcess mysqld) {

    /** One of the numbers that vttablet counts, such as {@code RowStreamerNumRows}. */
    public long variable(String name) {
        String variables = Waiting.page(httpPort, "/debug/vars").orElse("");
        Matcher found = Pattern.compile("\"" + name + "\": (\\d+)").matcher(variables);
        if (!found.find()) {
            throw new IllegalStateException(alias + " does not count " + name);
        }
        return Long.parseLong(found.group(1));
    }
}
