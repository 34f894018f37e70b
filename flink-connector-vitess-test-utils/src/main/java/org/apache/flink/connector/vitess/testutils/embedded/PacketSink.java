// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.List;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;

/** Where a tablet's events go: to vtgate, packet by packet. */
interface PacketSink {
    /** Returns false when the stream of this shard has ended. */
    boolean accept(List<VEvent> packet) throws InterruptedException;

    /** False when there is no use in waiting for the next packet. */
    boolean isOpen();
}
