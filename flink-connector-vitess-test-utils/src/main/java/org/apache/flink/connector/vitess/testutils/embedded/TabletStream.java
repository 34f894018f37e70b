// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;
import java.util.List;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;

/** The tablet's side of one shard's stream: where it starts, the copy, then the log. */
final class TabletStream {
    private final EmbeddedShard shard;
    private final StreamOptions options;
    private final EventEncoder encoder;
    private final PacketSink sink;

    TabletStream(EmbeddedShard shard, StreamOptions options, PacketSink sink) {
        this.shard = shard;
        this.options = options;
        this.encoder = new EventEncoder(shard, options.flags().getExcludeKeyspaceFromTableName());
        this.sink = sink;
    }

    /** Returns when the sink has ended. */
    void run(ShardGtid start) throws InterruptedException {
        boolean copies = start.getGtid().isEmpty() || start.getTablePKsCount() > 0;
        ServerGtidSet position = start.getGtid().isEmpty() ? null : startPosition(start.getGtid());
        if (start.getGtid().equals("current") && !sink.accept(currentPosition(position))) {
            return;
        }
        if (copies) {
            CopyPhase copy =
                    new CopyPhase(shard, options, encoder, sink, start.getTablePKsList(), position);
            if (copy.isEmpty() && position == null) {
                throw StreamFailure.ofTablet(
                        Status.Code.UNKNOWN, "stream needs a position or a table to copy");
            }
            if (!copy.isEmpty() && !copy.run()) {
                return;
            }
            position = copy.position();
        }
        new LogReader(shard, options, encoder, table -> true, position).follow(sink);
    }

    private List<VEvent> currentPosition(ServerGtidSet position) {
        return List.of(encoder.gtid(position), encoder.copied(VEventType.OTHER));
    }

    private ServerGtidSet startPosition(String gtid) {
        ServerGtidSet executed = shard.executed();
        if (gtid.equals("current")) {
            return executed;
        }
        ServerGtidSet requested;
        try {
            requested = ServerGtidSet.parsePosition(gtid);
        } catch (IllegalArgumentException e) {
            throw StreamFailure.ofTablet(
                    Status.Code.INTERNAL, "could not decode position: " + e.getMessage());
        }
        if (!executed.containsAll(requested)) {
            throw StreamFailure.ofTabletToAvoid(
                    Status.Code.INVALID_ARGUMENT,
                    "GTIDSet Mismatch: requested source position:%s, current target vrep position: %s"
                            .formatted(requested, executed));
        }
        if (!shard.isLoggedFrom(requested)) {
            throw StreamFailure.ofTabletToAvoid(
                    Status.Code.UNKNOWN,
                    "Cannot replicate because the source purged required binary logs."
                            + " (errno 1236) (sqlstate HY000)");
        }
        return requested;
    }
}
