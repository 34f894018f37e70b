// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.List;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamFlags;

/**
 * What holds for all shards of a stream.
 *
 * @param rules the wanted tables
 * @param flags the flags of the request
 * @param packetBytes how many bytes of rows a response holds
 */
record StreamOptions(FilterRules rules, VStreamFlags flags, int packetBytes) {
    boolean sendsJournals() {
        return flags.getStopOnReshard() || flags.getIncludeReshardJournalEvents();
    }

    /** Empty: all that match. */
    List<String> tablesToCopy() {
        return flags.getTablesToCopyList();
    }
}
