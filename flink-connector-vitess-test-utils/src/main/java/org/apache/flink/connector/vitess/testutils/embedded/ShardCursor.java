// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.vitess.proto.binlogdata.LastPKEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.TableLastPK;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;

/** How far a stream has come in one shard. Guarded by the order of its call's responses. */
final class ShardCursor {
    private final String keyspace;
    private final String shard;
    private final List<TableLastPK> lastPks;
    private String gtid;

    ShardCursor(ShardGtid start) {
        this.keyspace = start.getKeyspace();
        this.shard = start.getShard();
        this.gtid = start.getGtid();
        this.lastPks = new ArrayList<>(start.getTablePKsList());
    }

    String keyspace() {
        return keyspace;
    }

    String shard() {
        return shard;
    }

    boolean is(String otherKeyspace, String otherShard) {
        return keyspace.equals(otherKeyspace) && shard.equals(otherShard);
    }

    /** Takes a GTID or LASTPK event into account. */
    void advance(VEvent event) {
        if (event.hasLastPKEvent()) {
            advance(event.getLastPKEvent());
        } else {
            gtid = event.getGtid();
        }
    }

    private void advance(LastPKEvent event) {
        int index = indexOf(event.getTableLastPK().getTableName());
        if (!event.getCompleted()) {
            if (index < 0) {
                lastPks.add(event.getTableLastPK());
            } else {
                lastPks.set(index, event.getTableLastPK());
            }
        } else if (index >= 0) {
            // The last takes its place: vtgate does not keep the order.
            TableLastPK last = lastPks.remove(lastPks.size() - 1);
            if (index < lastPks.size()) {
                lastPks.set(index, last);
            }
        }
    }

    private int indexOf(String table) {
        return lastPks.stream().map(TableLastPK::getTableName).toList().indexOf(table);
    }

    ShardGtid toProto() {
        return ShardGtid.newBuilder()
                .setKeyspace(keyspace)
                .setShard(shard)
                .setGtid(gtid)
                .addAllTablePKs(lastPks)
                .build();
    }
}
