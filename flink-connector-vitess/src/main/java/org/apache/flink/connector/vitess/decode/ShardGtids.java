// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.Optional;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.TableLastPK;
import org.apache.flink.connector.vitess.proto.binlogdata.VGtid;
import org.apache.flink.connector.vitess.proto.query.QueryResult;
import org.apache.flink.connector.vitess.proto.query.Row;

/**
 * Reads the position of one shard out of a VGTID. One from which no stream could continue is
 * refused: it must not get into a checkpoint.
 */
final class ShardGtids {

    private ShardGtids() {}

    /**
     * The position of the stream of a shard.
     *
     * @param copying the table whose copy was requested
     * @throws IllegalStateException if it has that of another one, or is damaged
     */
    static ShardGtid only(Shard shard, VGtid vgtid, Optional<String> copying) {
        if (vgtid.getShardGtidsCount() != 1
                || !vgtid.getShardGtids(0).getKeyspace().equals(shard.keyspace())
                || !vgtid.getShardGtids(0).getShard().equals(shard.name())) {
            throw Unexpected.of(
                    "it has the position of other shards: "
                            + vgtid.getShardGtidsList().stream()
                                    .limit(3)
                                    .map(other -> new Shard(other.getKeyspace(), other.getShard()))
                                    .toList());
        }
        ShardGtid position = vgtid.getShardGtids(0);
        requireFlavor(position.getGtid());
        position.getTablePKsList().forEach(table -> requireSound(table, copying));
        return position;
    }

    private static void requireFlavor(String gtid) {
        if (gtid.indexOf('/') <= 0) {
            throw Unexpected.of(
                    gtid.isEmpty()
                            ? "a VGTID has no GTID set"
                            : "the GTID set of a VGTID has no flavor: '" + gtid + "'");
        }
    }

    private static void requireSound(TableLastPK table, Optional<String> copying) {
        if (!copying.equals(Optional.of(table.getTableName()))) {
            throw Unexpected.of(
                    "table '" + table.getTableName() + "' is copied, which was not requested");
        }
        if (table.hasLastpk()) {
            damage(table.getLastpk())
                    .ifPresent(
                            damage -> {
                                throw Unexpected.of(
                                        "the last primary key of table '%s' is damaged, %s"
                                                .formatted(table.getTableName(), damage));
                            });
        }
    }

    private static Optional<String> damage(QueryResult key) {
        return LastPk.damage(
                key.getFieldsCount(),
                key.getRowsList().stream().map(Row::getLengthsList).toList(),
                key.getRowsList().stream().mapToLong(row -> row.getValues().size()).sum());
    }
}
