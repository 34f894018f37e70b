// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import java.time.Duration;
import org.apache.flink.connector.vitess.testing.SqlQuery;
import org.apache.flink.connector.vitess.testing.SqlSession;

/** A query that counts the changes of table {@code note} in keyspace {@code customer} by second. */
public final class NoteWindows {

    private static final String WINDOWS =
            "select date_format(window_end, 'yyyy-MM-dd HH:mm:ss'), count(*)"
                    + " from table(tumble(table note, descriptor(op_ts), interval '1' second))"
                    + " group by window_start, window_end";

    private NoteWindows() {}

    /**
     * Starts it with the changes from now on. It gives the end of each window in UTC, and the
     * count.
     *
     * @param delay of {@code SOURCE_WATERMARK()}
     * @param idleTimeout after which a shard is left out; zero for never
     */
    public static SqlQuery query(
            VitessCluster vitess, int parallelism, Duration delay, Duration idleTimeout) {
        SqlSession sql =
                SqlSession.streaming("localhost", vitess.vitess().grpcPort(), "customer")
                        .set("parallelism.default", "" + parallelism)
                        .set("table.local-time-zone", "UTC");
        sql.createTable(
                "note",
                "id bigint, op_ts timestamp_ltz(3) metadata virtual,"
                        + " watermark for op_ts as source_watermark()",
                "table-name",
                "note",
                "scan.read-changelog-as-append-only.enabled",
                "true",
                "scan.startup.mode",
                "latest-offset",
                "scan.source-watermark.delay",
                delay.toSeconds() + " s",
                "scan.watermark.idle-timeout",
                idleTimeout.toSeconds() + " s");
        return sql.query(WINDOWS);
    }
}
