// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.vitess.source.event.CopyReport;
import org.apache.flink.connector.vitess.source.event.FirstRow;
import org.apache.flink.connector.vitess.source.event.PositionReport;
import org.apache.flink.connector.vitess.source.event.ReshardReached;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * What a reader reports to the enumerator. Splits are restored before the reader is started, but
 * reports can be sent only from then on: earlier ones wait. Task thread only.
 */
final class Reports {

    private final SourceReaderContext context;
    private List<SourceEvent> waiting = new ArrayList<>();

    Reports(SourceReaderContext context) {
        this.context = context;
    }

    /** The reader is started. */
    void start() {
        List<SourceEvent> before = waiting;
        waiting = null;
        before.forEach(this::send);
    }

    /** A split has begun to be read, or its copy has begun or ended. */
    void copy(VitessSplit split) {
        send(new CopyReport(split.splitId(), split.isCopying()));
    }

    /** The first row of a split was emitted. */
    void firstRow(VitessSplit split) {
        send(new FirstRow(split.splitId()));
    }

    /** A split has reached a journal. */
    void resharded(VitessSplit split) {
        send(ReshardReached.of(split));
    }

    /** The splits in a complete checkpoint: with those of all readers they make a VGTID. */
    void positions(long checkpointId, List<VitessSplit> splits) {
        send(PositionReport.of(checkpointId, splits));
    }

    private void send(SourceEvent event) {
        if (waiting == null) {
            context.sendSourceEventToCoordinator(event);
        } else {
            waiting.add(event);
        }
    }
}
