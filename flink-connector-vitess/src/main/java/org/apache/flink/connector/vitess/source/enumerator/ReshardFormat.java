// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.source.enumerator.Reshard.End;
import org.apache.flink.connector.vitess.source.split.JournalFormat;
import org.apache.flink.connector.vitess.source.split.StateFormat;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.source.split.VitessSplitSerializer;

/**
 * The stored form of what is known of reshards: of each the journal, the splits that have ended,
 * and the names of the targets that readers have. What is restored comes from a complete
 * checkpoint, so all ends count as stored.
 */
final class ReshardFormat {

    private static final VitessSplitSerializer SPLITS = new VitessSplitSerializer();

    private ReshardFormat() {}

    static void write(DataOutputStream out, ShardTracker tracker) throws IOException {
        out.writeInt(tracker.reshards().size());
        for (Reshard reshard : tracker.reshards().values()) {
            JournalFormat.write(out, reshard.journal());
            out.writeInt(reshard.ends().size());
            for (Map.Entry<String, End> end : reshard.ends().entrySet()) {
                Shard shard = new Shard(reshard.journal().keyspace(), end.getKey());
                VitessSplit split = new VitessSplit(shard, end.getValue().position());
                StateFormat.writeBytes(out, SPLITS.serialize(split));
            }
            out.writeInt(reshard.started().size());
            for (String target : reshard.started()) {
                StateFormat.writeString(out, target);
            }
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param splitVersion the version in which the splits were written
     */
    static ShardTracker read(DataInputStream in, int splitVersion) throws IOException {
        SortedMap<ReshardJournal, Reshard> reshards = new TreeMap<>();
        int count = StateFormat.readCount(in);
        for (int i = 0; i < count; i++) {
            ReshardJournal journal = JournalFormat.read(in);
            SortedMap<String, End> ends = new TreeMap<>();
            int endCount = StateFormat.readCount(in);
            for (int j = 0; j < endCount; j++) {
                VitessSplit split = SPLITS.deserialize(splitVersion, StateFormat.readBytes(in));
                ends.put(split.shard().name(), new End(split.position(), OptionalInt.empty()));
            }
            SortedSet<String> started = new TreeSet<>();
            int startedCount = StateFormat.readCount(in);
            for (int j = 0; j < startedCount; j++) {
                started.add(StateFormat.readString(in));
            }
            reshards.put(journal, new Reshard(journal, ends, started));
        }
        return new ShardTracker(reshards);
    }
}
