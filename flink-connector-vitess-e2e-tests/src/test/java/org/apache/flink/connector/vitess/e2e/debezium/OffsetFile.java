// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The file in which Kafka Connect keeps offsets when it runs without Kafka. */
final class OffsetFile {

    private OffsetFile() {}

    /** The properties that make Debezium use it. */
    static Map<String, String> properties(Path file) {
        return Map.of(
                "offset.storage",
                "org.apache.kafka.connect.storage.FileOffsetBackingStore",
                "offset.storage.file.filename",
                file.toString());
    }

    /** The JSON of its only offset. */
    static String read(Path file) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
            Map<?, ?> offsets = (Map<?, ?>) in.readObject();
            if (offsets.size() != 1) {
                throw new AssertionError("Not one offset, but " + offsets.size());
            }
            return new String((byte[]) offsets.values().iterator().next(), StandardCharsets.UTF_8);
        }
    }
}
