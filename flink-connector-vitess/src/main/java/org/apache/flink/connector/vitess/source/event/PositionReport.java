// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.event;

import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.connector.vitess.source.split.SerializedSplit;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * A reader reports which splits it had in a complete checkpoint.
 *
 * @param checkpointId the checkpoint
 * @param serializedSplits the reader's splits in it
 */
@Internal
public record PositionReport(long checkpointId, List<SerializedSplit> serializedSplits)
        implements SourceEvent {

    /** The report of these splits. */
    public static PositionReport of(long checkpointId, List<VitessSplit> splits) {
        return new PositionReport(checkpointId, splits.stream().map(SerializedSplit::of).toList());
    }

    /** The reader's splits in the checkpoint. */
    public List<VitessSplit> splits() {
        return serializedSplits.stream().map(SerializedSplit::split).toList();
    }
}
