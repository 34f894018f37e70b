// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.enumerator.VitessEnumeratorState;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.core.io.SimpleVersionedSerialization;

/**
 * The source's state as Flink stores it: bytes.
 *
 * @param id counts from 1
 * @param enumerator the enumerator's state
 * @param readers the splits of each subtask
 * @param marks what each possible subtask had put out
 */
record Checkpoint(long id, byte[] enumerator, List<List<byte[]>> readers, long[] marks) {

    static byte[] write(VitessSource<?> source, VitessEnumeratorState state) throws IOException {
        return SimpleVersionedSerialization.writeVersionAndSerialize(
                source.getEnumeratorCheckpointSerializer(), state);
    }

    static List<byte[]> write(VitessSource<?> source, List<VitessSplit> splits) throws IOException {
        List<byte[]> bytes = new ArrayList<>();
        for (VitessSplit split : splits) {
            bytes.add(
                    SimpleVersionedSerialization.writeVersionAndSerialize(
                            source.getSplitSerializer(), split));
        }
        return bytes;
    }

    VitessEnumeratorState enumeratorState(VitessSource<?> source) throws IOException {
        return SimpleVersionedSerialization.readVersionAndDeSerialize(
                source.getEnumeratorCheckpointSerializer(), enumerator);
    }

    /** The splits of a subtask of a job with that many, as Flink deals list state out. */
    List<VitessSplit> splitsOf(VitessSource<?> source, int subtask, int parallelism)
            throws IOException {
        if (parallelism == readers.size()) {
            return read(source, readers.get(subtask));
        }
        List<byte[]> all = readers.stream().flatMap(List::stream).toList();
        List<byte[]> own = new ArrayList<>();
        for (int i = subtask; i < all.size(); i += parallelism) {
            own.add(all.get(i));
        }
        return read(source, own);
    }

    /** What all readers and the enumerator have in it. */
    CheckpointedState stored(VitessSource<?> source) throws IOException {
        VitessEnumeratorState state = enumeratorState(source);
        List<VitessSplit> splits = new ArrayList<>(state.unassigned());
        for (List<byte[]> reader : readers) {
            splits.addAll(read(source, reader));
        }
        return new CheckpointedState(
                state.discovered(), splits, state.reshards().reshards().values());
    }

    private static List<VitessSplit> read(VitessSource<?> source, List<byte[]> splits)
            throws IOException {
        List<VitessSplit> read = new ArrayList<>();
        for (byte[] split : splits) {
            read.add(
                    SimpleVersionedSerialization.readVersionAndDeSerialize(
                            source.getSplitSerializer(), split));
        }
        return read;
    }
}
