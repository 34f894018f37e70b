// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.split;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.flink.annotation.Internal;

/**
 * A split in its stored form, as events carry it.
 *
 * @param bytes what {@link VitessSplitSerializer} wrote, in its newest version
 */
@Internal
public record SerializedSplit(byte[] bytes) implements Serializable {

    private static final VitessSplitSerializer SERIALIZER = new VitessSplitSerializer();

    /** The stored form of a split. */
    public static SerializedSplit of(VitessSplit split) {
        try {
            return new SerializedSplit(SERIALIZER.serialize(split));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The split. */
    public VitessSplit split() {
        try {
            return SERIALIZER.deserialize(SERIALIZER.getVersion(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
