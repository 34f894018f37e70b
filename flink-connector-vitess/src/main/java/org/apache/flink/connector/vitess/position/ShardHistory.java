// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import java.util.Objects;
import org.apache.flink.annotation.Internal;

/**
 * What a tablet's MySQL has executed, and how far its binary logs go back. Immutable.
 *
 * @param executed the GTID set of all transactions, with its flavor; nothing follows the flavor in
 *     a server that has executed none
 * @param purged those of them that the binary logs no longer hold, in the same form
 */
@Internal
public record ShardHistory(String executed, String purged) {

    public ShardHistory {
        Objects.requireNonNull(executed, "executed");
        Objects.requireNonNull(purged, "purged");
    }

    /** Whether all transactions up to a position were executed. */
    public boolean includes(String gtid) {
        return contains(executed, gtid);
    }

    /** Whether a position has all that was executed. */
    public boolean isReachedBy(String gtid) {
        return contains(gtid, executed);
    }

    /** Whether the binary logs hold all that was executed after a position. */
    public boolean isLoggedFrom(String gtid) {
        return contains(gtid, purged);
    }

    private static boolean contains(String outer, String inner) {
        if (isEmpty(inner)) {
            return true;
        }
        return !isEmpty(outer) && GtidSet.parse(outer).contains(GtidSet.parse(inner));
    }

    private static boolean isEmpty(String gtids) {
        return gtids.endsWith("/");
    }
}
