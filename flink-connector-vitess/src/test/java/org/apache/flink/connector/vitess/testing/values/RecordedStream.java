// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.values;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The responses of a real vtgate for one table, copy and log, and what MySQL's own {@code SELECT}
 * said of each image. Kept in the test resources.
 *
 * @param table the table, alone in its stream
 * @param collations the ids of the collations of its text columns, as MySQL says them
 * @param responses the raw {@code vtgate.VStreamResponse}s of the stream, from the copy's start
 * @param images what MySQL said
 */
public record RecordedStream(
        String table,
        Map<String, Integer> collations,
        List<byte[]> responses,
        List<ImageLine> images) {

    /** Reads a recording from the test resources. */
    public static RecordedStream read(String table) throws IOException {
        List<byte[]> responses = new ArrayList<>();
        Map<String, Integer> collations = new TreeMap<>();
        try (DataInputStream in = new DataInputStream(open(table + ".responses.gz"))) {
            for (int count = in.readInt(); count > 0; count--) {
                collations.put(in.readUTF(), in.readInt());
            }
            for (int count = in.readInt(); count > 0; count--) {
                responses.add(in.readNBytes(in.readInt()));
            }
        }
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                open(table + ".images.gz"), StandardCharsets.UTF_8))) {
            return new RecordedStream(
                    table, collations, responses, lines.lines().map(ImageLine::parse).toList());
        }
    }

    private static InputStream open(String file) throws IOException {
        InputStream in = RecordedStream.class.getResourceAsStream("/values/" + file);
        return new GZIPInputStream(Objects.requireNonNull(in, "No recording " + file));
    }

    /** Writes the recording into a folder, which is to be the test resources' {@code values}. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (DataOutputStream out = new DataOutputStream(create(folder, ".responses.gz"))) {
            out.writeInt(collations.size());
            for (Map.Entry<String, Integer> column : collations.entrySet()) {
                out.writeUTF(column.getKey());
                out.writeInt(column.getValue());
            }
            out.writeInt(responses.size());
            for (byte[] response : responses) {
                out.writeInt(response.length);
                out.write(response);
            }
        }
        try (GZIPOutputStream out = create(folder, ".images.gz")) {
            for (ImageLine image : images) {
                out.write((image + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private GZIPOutputStream create(Path folder, String suffix) throws IOException {
        return new GZIPOutputStream(Files.newOutputStream(folder.resolve(table + suffix)));
    }
}
