// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.split;

import java.util.Objects;
import java.util.Optional;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.connector.vitess.position.EndPosition;
import org.apache.flink.connector.vitess.position.EndPosition.Never;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;

/**
 * The changes of one shard from a position on, up to an end if it has one. Stored in checkpoints.
 *
 * @param shard the shard
 * @param position where to continue
 * @param end where to end
 * @param journal the journal at the position, if that was reached: nothing more is read, and the
 *     split is kept until the enumerator has stored that
 */
@Internal
public record VitessSplit(
        Shard shard, ShardPosition position, EndPosition end, Optional<ReshardJournal> journal)
        implements SourceSplit {

    public VitessSplit {
        Objects.requireNonNull(shard, "shard");
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(end, "end");
        Objects.requireNonNull(journal, "journal");
    }

    /** A split that is to be read. */
    public VitessSplit(Shard shard, ShardPosition position, EndPosition end) {
        this(shard, position, end, Optional.empty());
    }

    /** A split without an end. */
    public VitessSplit(Shard shard, ShardPosition position) {
        this(shard, position, new Never());
    }

    /** Whether tables are to be copied. */
    public boolean isCopying() {
        return position.tableToCopy().isPresent();
    }

    /** The same split at a later position. */
    public VitessSplit at(ShardPosition newPosition) {
        return new VitessSplit(shard, newPosition, end);
    }

    /** The same split with another position. */
    public VitessSplit withPosition(ShardPosition newPosition) {
        return new VitessSplit(shard, newPosition, end, journal);
    }

    /** The same split at its shard's end. */
    public VitessSplit resharded(ReshardJournal reached) {
        return new VitessSplit(shard, position, end, Optional.of(reached));
    }

    /**
     * Refuses a journal before the end of a bounded job, whose end is given for the shards that it
     * began with.
     *
     * @param reached the journal's position
     * @throws IllegalStateException if the split has an end
     */
    public void requireEndless(ReshardJournal found, ShardPosition reached) {
        if (!(end instanceof Never)) {
            throw new IllegalStateException(
                    String.format(
                            "Shard %s was resharded after position '%s', before the end of this"
                                    + " bounded job (%s): run the job again, without state",
                            shard, reached.gtid(), found));
        }
    }

    @Override
    public String splitId() {
        return shard.toString();
    }
}
