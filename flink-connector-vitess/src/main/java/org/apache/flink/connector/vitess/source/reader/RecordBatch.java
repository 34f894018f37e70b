// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.ShardPosition;

/**
 * The records of a batch of changes: on their way from the fetcher to the task thread, which emits
 * them whole between two checkpoint barriers.
 *
 * @param records the records in commit order
 * @param timestamps the event time of each, in milliseconds since 1970, or Flink's mark for none
 * @param changes how many changes they were made of
 * @param after the position once all of them are emitted
 * @param journal the journal right after that position, where the shard ends; empty before
 * @param logTime the newest commit of the log up to there, if it is known
 * @param release to be called once all of them are emitted
 * @param <T> the type of the records
 */
@Internal
public record RecordBatch<T>(
        List<T> records,
        long[] timestamps,
        int changes,
        ShardPosition after,
        Optional<ReshardJournal> journal,
        Optional<Instant> logTime,
        Runnable release) {}
