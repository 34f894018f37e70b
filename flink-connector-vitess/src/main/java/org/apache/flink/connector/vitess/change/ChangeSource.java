// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.change;

import java.time.Instant;
import java.util.Optional;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.Shard;

/**
 * Where a change comes from.
 *
 * @param shard the shard
 * @param table the table's name
 * @param gtid the GTID of the transaction, such as {@code <uuid>:7}; empty for a copied row and
 *     from tablets before Vitess 23, which do not send it
 * @param changed when the statement that changed the row began, to the second, as MySQL's log has
 *     it; empty for a copied row. A transaction comes when it commits, so one that took long brings
 *     older times than those before it
 * @param gtidsBefore the executed GTID set of the shard before the transaction, with its flavor;
 *     empty for a copied row, from tablets before Vitess 23, and as long as a table of the shard is
 *     still to be copied
 * @param rowsQuery the statement that changed the row; empty for a copied row, and unless MySQL has
 *     logged it: its {@code binlog_rows_query_log_events} is off by default
 */
@PublicEvolving
public record ChangeSource(
        Shard shard,
        String table,
        String gtid,
        Optional<Instant> changed,
        String gtidsBefore,
        String rowsQuery) {

    /** The source of a change whose statement is not logged. */
    public ChangeSource(
            Shard shard, String table, String gtid, Optional<Instant> changed, String gtidsBefore) {
        this(shard, table, gtid, changed, gtidsBefore, "");
    }

    /** Whether the row was copied, not changed: it was there when the copy read it. */
    public boolean snapshot() {
        return changed.isEmpty();
    }

    /**
     * The executed GTID set of the shard after the transaction, with its flavor: whoever starts
     * there gets the changes after the transaction. It is worked out, as the server says it only
     * once the whole transaction has come.
     *
     * @return empty where the set before it is, and in flavors other than {@code MySQL56}
     * @throws IllegalArgumentException if the server's GTIDs are damaged
     */
    public Optional<String> gtidsAfter() {
        return gtidsBefore.isEmpty() ? Optional.empty() : GtidSet.plus(gtidsBefore, gtid);
    }
}
