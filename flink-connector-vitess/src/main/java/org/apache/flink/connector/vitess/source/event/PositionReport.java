// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.source.split.VitessSplitSerializer;

/**
 * A reader tells where its splits stood in a checkpoint that is complete.
 *
 * @param checkpointId the checkpoint
 * @param serializedSplits the reader's splits in it, in their stored form
 */
@Internal
public record PositionReport(long checkpointId, List<byte[]> serializedSplits)
        implements SourceEvent {

    private static final VitessSplitSerializer SERIALIZER = new VitessSplitSerializer();

    /** The report of these splits. */
    public static PositionReport of(long checkpointId, List<VitessSplit> splits) {
        try {
            List<byte[]> serialized = new ArrayList<>();
            for (VitessSplit split : splits) {
                serialized.add(SERIALIZER.serialize(split));
            }
            return new PositionReport(checkpointId, serialized);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The reader's splits in the checkpoint. */
    public List<VitessSplit> splits() {
        try {
            List<VitessSplit> splits = new ArrayList<>();
            for (byte[] serialized : serializedSplits) {
                splits.add(SERIALIZER.deserialize(SERIALIZER.getVersion(), serialized));
            }
            return splits;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
