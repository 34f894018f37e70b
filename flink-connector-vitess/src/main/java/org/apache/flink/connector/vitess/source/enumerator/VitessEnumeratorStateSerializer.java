// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.source.split.StateFormat;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.source.split.VitessSplitSerializer;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The stored form of the enumerator's state.
 *
 * <p>Version 1: expressions of tables, of which nothing is made, whether the shards were
 * discovered, then the version of the splits and each unassigned split.
 *
 * <p>Version 2: the same, then the reshards.
 *
 * <p>Version 3: the same without the expressions.
 */
@Internal
public final class VitessEnumeratorStateSerializer
        implements SimpleVersionedSerializer<VitessEnumeratorState> {

    private static final int VERSION = 3;
    private static final String WHAT = "enumerator state of the Vitess source";

    private static final VitessSplitSerializer SPLITS = new VitessSplitSerializer();

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(VitessEnumeratorState state) throws IOException {
        return StateFormat.write(out -> write(out, state));
    }

    @Override
    public VitessEnumeratorState deserialize(int version, byte[] serialized) throws IOException {
        return switch (version) {
            case 1 -> StateFormat.read(WHAT, serialized, VitessEnumeratorStateSerializer::readV1);
            case 2 -> StateFormat.read(WHAT, serialized, VitessEnumeratorStateSerializer::readV2);
            case 3 -> StateFormat.read(WHAT, serialized, VitessEnumeratorStateSerializer::readV3);
            default -> throw StateFormat.unknownVersion(WHAT, version, VERSION);
        };
    }

    private static void write(DataOutputStream out, VitessEnumeratorState state)
            throws IOException {
        out.writeBoolean(state.discovered());
        out.writeInt(SPLITS.getVersion());
        out.writeInt(state.unassigned().size());
        for (VitessSplit split : state.unassigned()) {
            StateFormat.writeBytes(out, SPLITS.serialize(split));
        }
        ReshardFormat.write(out, state.reshards());
    }

    private static VitessEnumeratorState readV1(DataInputStream in) throws IOException {
        skipTables(in);
        return read(in, splitVersion -> ShardTracker.empty());
    }

    private static VitessEnumeratorState readV2(DataInputStream in) throws IOException {
        skipTables(in);
        return readV3(in);
    }

    private static VitessEnumeratorState readV3(DataInputStream in) throws IOException {
        return read(in, splitVersion -> ReshardFormat.read(in, splitVersion));
    }

    private static void skipTables(DataInputStream in) throws IOException {
        int count = StateFormat.readCount(in);
        for (int i = 0; i < count; i++) {
            StateFormat.readString(in);
        }
    }

    @FunctionalInterface
    private interface ReshardReading {
        ShardTracker read(int splitVersion) throws IOException;
    }

    private static VitessEnumeratorState read(DataInputStream in, ReshardReading reshards)
            throws IOException {
        boolean discovered = in.readBoolean();
        int splitVersion = in.readInt();
        List<VitessSplit> unassigned = new ArrayList<>();
        int splitCount = StateFormat.readCount(in);
        for (int i = 0; i < splitCount; i++) {
            unassigned.add(SPLITS.deserialize(splitVersion, StateFormat.readBytes(in)));
        }
        return new VitessEnumeratorState(discovered, unassigned, reshards.read(splitVersion));
    }
}
