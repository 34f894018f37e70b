// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.SchemaChange;
import org.apache.flink.connector.vitess.change.TransactionBoundary;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.ShardPosition;

/**
 * What is emitted whole between two checkpoint barriers: a batch of copied rows, or a slice of the
 * log, of many small transactions or of a part of a large one, or a DDL statement.
 *
 * @param changes the changes in commit order; empty where only the position advances
 * @param boundaries the beginnings and ends of transactions among the changes, in order; empty if
 *     they are not selected
 * @param schemaChanges what a DDL statement after these changes did to captured tables
 * @param toLearn the tables whose columns after it MySQL has to be asked for, before the batch is
 *     emitted; nothing follows it in its stream
 * @param after the position once all of them are emitted
 * @param journal the journal at that position, where the shard ends; empty before
 * @param logTime the newest commit of the log up to there, of any table, by MySQL's clock, to the
 *     second; empty while tables are copied
 */
@Internal
public record ChangeBatch(
        List<RowChange> changes,
        List<PlacedBoundary> boundaries,
        List<SchemaChange> schemaChanges,
        Set<String> toLearn,
        ShardPosition after,
        Optional<ReshardJournal> journal,
        Optional<Instant> logTime) {

    /**
     * A boundary, and before which change it is; after all of them if there is none of that index.
     */
    public record PlacedBoundary(int index, TransactionBoundary boundary) {}

    public ChangeBatch {
        changes = List.copyOf(changes);
        boundaries = List.copyOf(boundaries);
        schemaChanges = List.copyOf(schemaChanges);
        toLearn = Set.copyOf(toLearn);
    }

    /** A batch without a DDL statement. */
    ChangeBatch(
            List<RowChange> changes,
            List<PlacedBoundary> boundaries,
            ShardPosition after,
            Optional<ReshardJournal> journal,
            Optional<Instant> logTime) {
        this(changes, boundaries, List.of(), Set.of(), after, journal, logTime);
    }

    /** A batch after which the shard continues. */
    public ChangeBatch(List<RowChange> changes, ShardPosition after) {
        this(changes, List.of(), after, Optional.empty(), Optional.empty());
    }

    /** A batch of nothing but a DDL statement. */
    static ChangeBatch of(DdlEffect effect, ShardPosition after) {
        return new ChangeBatch(
                List.of(),
                List.of(),
                effect.changes(),
                effect.toLearn(),
                after,
                Optional.empty(),
                Optional.empty());
    }

    /** The same batch at a position with more known of columns. */
    public ChangeBatch at(ShardPosition newAfter, List<SchemaChange> newSchemaChanges) {
        return new ChangeBatch(
                changes, boundaries, newSchemaChanges, Set.of(), newAfter, journal, logTime);
    }
}
