// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.values;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.decode.MySqlCollations;
import org.apache.flink.connector.vitess.decode.Selection;
import org.apache.flink.connector.vitess.decode.VStreamDecoder;
import org.apache.flink.connector.vitess.position.EndPosition.Never;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.schema.SchemaVersion;

/** Turns the raw responses of one table's stream into images, as a source does. */
public final class ImageReader {

    /** The shard that is recorded. */
    public static final Shard SHARD = new Shard("types", "0");

    private static final int UTF8MB4 = 255;

    private final VStreamDecoder decoder;
    private final ImageLines deserializer = new ImageLines();
    private final List<String> lines = new ArrayList<>();

    /**
     * A reader of the stream that begins with the copy of a table.
     *
     * @param collations the ids of the collations of its columns, for those that Vitess lacks
     */
    public ImageReader(String table, Map<String, Integer> collations) {
        decoder =
                new VStreamDecoder(
                        SHARD,
                        ShardPosition.beforeCopy(List.of(table)),
                        new Never(),
                        Selection.all(),
                        new Collations(collations),
                        bytes -> true);
    }

    /** Reads one more response. */
    public void read(byte[] response) {
        decoder.decode(response).forEach(this::add);
        decoder.takeCopied().ifPresent(copied -> decoder.know(new SchemaVersion(copied, UTF8MB4)));
        decoder.rest().forEach(this::add);
    }

    private void add(ChangeBatch batch) {
        ListCollector<String> out = new ListCollector<>(lines);
        batch.changes().forEach(change -> deserializer.deserialize(change, out));
    }

    /** All images so far. */
    public List<ImageLine> images() {
        return lines.stream().map(ImageLine::parse).toList();
    }

    private record Collations(Map<String, Integer> ids) implements MySqlCollations {

        @Override
        public List<Integer> compare(
                String table, String column, List<byte[]> values, byte[] pivot) {
            throw new AssertionError("asked for the order of " + table + "." + column);
        }

        @Override
        public Map<String, Integer> ids(String table) {
            return ids;
        }
    }
}
