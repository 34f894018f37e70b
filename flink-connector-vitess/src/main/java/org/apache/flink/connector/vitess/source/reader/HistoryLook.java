// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.Optional;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardHistory;

/**
 * What MySQL says of a shard whose stream makes no progress. vtgate does not tell why: it avoids a
 * tablet that lacks the transactions or the logs of a position, and waits for another one.
 *
 * @param history that of a tablet of the type that is read
 * @param gap why no tablet can continue from the position, and what to do; empty if one can
 */
record HistoryLook(ShardHistory history, Optional<String> gap) {

    /** Asks a shard. Blocks. */
    static HistoryLook ask(StreamContext context, Shard shard, String gtid) {
        TabletType type = context.config().tabletType();
        ShardHistory own = context.client().history(shard, type);
        if (gtid.isEmpty() || GtidSet.parse(gtid) instanceof GtidSet.Opaque) {
            return new HistoryLook(own, Optional.empty());
        }
        boolean ofPrimary = type == TabletType.PRIMARY;
        Optional<ShardHistory> primary =
                ofPrimary || own.includes(gtid) ? Optional.of(own) : primary(context, shard);
        return new HistoryLook(
                own,
                primary.filter(history -> !history.includes(gtid))
                        .map(history -> lost(shard, gtid, history))
                        .or(
                                () ->
                                        ofPrimary && !own.isLoggedFrom(gtid)
                                                ? Optional.of(purged(shard, gtid, own))
                                                : Optional.empty()));
    }

    /** A replica may just lag: only what the primary lacks is lost. */
    private static Optional<ShardHistory> primary(StreamContext context, Shard shard) {
        try {
            return Optional.of(context.client().history(shard, TabletType.PRIMARY));
        } catch (VitessException unanswered) {
            return Optional.empty();
        }
    }

    private static String lost(Shard shard, String gtid, ShardHistory primary) {
        return String.format(
                "Shard %s has lost transactions that were read before: its primary has executed"
                        + " '%s', which does not include position '%s'. They were lost in a"
                        + " failover, or the binary logs were reset: restart without state and with"
                        + " a new snapshot. If commits still wait for replicas to acknowledge them"
                        + " (semi-sync), let these replicate, and restore",
                shard, primary.executed(), gtid);
    }

    private static String purged(Shard shard, String gtid, ShardHistory own) {
        return String.format(
                "The stream of shard %s cannot continue from position '%s': the binary logs after"
                        + " this position are purged: restart without state, and keep binary logs"
                        + " longer (binlog_expire_logs_seconds). Purged so far: '%s'",
                shard, gtid, own.purged());
    }
}
