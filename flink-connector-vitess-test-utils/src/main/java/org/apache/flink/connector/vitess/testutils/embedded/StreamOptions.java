// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import org.apache.flink.connector.vitess.proto.topodata.TabletType;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamFlags;

/**
 * What holds for all shards of a stream.
 *
 * @param rules the wanted tables
 * @param flags the flags of the request
 * @param tabletType the type of the tablets that vtgate looks for
 * @param packetBytes how many bytes of rows a response holds
 * @param tabletPickerTimeout how long vtgate looks for a tablet
 */
record StreamOptions(
        FilterRules rules,
        VStreamFlags flags,
        TabletType tabletType,
        int packetBytes,
        Duration tabletPickerTimeout) {

    StreamOptions {
        if (flags.getMinimizeSkew()
                || flags.getTransactionChunkSize() > 0
                || flags.getStreamKeyspaceHeartbeats()) {
            throw StreamFailure.ofVtgate(
                    Status.Code.UNIMPLEMENTED,
                    "EmbeddedVitess has no minimize_skew, transaction_chunk_size and"
                            + " stream_keyspace_heartbeats");
        }
    }

    boolean sendsJournals() {
        return flags.getStopOnReshard() || flags.getIncludeReshardJournalEvents();
    }

    /** Empty: all that match. */
    List<String> tablesToCopy() {
        return flags.getTablesToCopyList();
    }
}
