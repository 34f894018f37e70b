// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.split;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.position.ReshardJournal;

/**
 * The stored form of a journal: keyspace, id, the participants, then the targets with their GTID
 * sets. Its version is that of the state around it.
 */
@Internal
public final class JournalFormat {

    private JournalFormat() {}

    /** Writes a journal. */
    public static void write(DataOutputStream out, ReshardJournal journal) throws IOException {
        StateFormat.writeString(out, journal.keyspace());
        out.writeLong(journal.id());
        out.writeInt(journal.participants().size());
        for (String participant : journal.participants()) {
            StateFormat.writeString(out, participant);
        }
        out.writeInt(journal.targets().size());
        for (Map.Entry<String, String> target : journal.targets().entrySet()) {
            StateFormat.writeString(out, target.getKey());
            StateFormat.writeString(out, target.getValue());
        }
    }

    /** Reads what {@link #write} wrote. */
    public static ReshardJournal read(DataInputStream in) throws IOException {
        String keyspace = StateFormat.readString(in);
        long id = in.readLong();
        SortedSet<String> participants = new TreeSet<>();
        int participantCount = StateFormat.readCount(in);
        for (int i = 0; i < participantCount; i++) {
            participants.add(StateFormat.readString(in));
        }
        SortedMap<String, String> targets = new TreeMap<>();
        int targetCount = StateFormat.readCount(in);
        for (int i = 0; i < targetCount; i++) {
            targets.put(StateFormat.readString(in), StateFormat.readString(in));
        }
        return new ReshardJournal(keyspace, id, participants, targets);
    }
}
