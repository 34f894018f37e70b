// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.split;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.annotation.Internal;

/**
 * The frame of everything the source stores: strings, byte arrays and counts, each checked, so that
 * damaged state is refused instead of misread.
 */
@Internal
public final class StateFormat {

    private StateFormat() {}

    /** Writes a piece of state. */
    @FunctionalInterface
    public interface Writer {
        /** Writes to the stream. */
        void write(DataOutputStream out) throws IOException;
    }

    /** Reads a piece of state. */
    @FunctionalInterface
    public interface Reader<T> {
        /** Reads from the stream. */
        T read(DataInputStream in) throws IOException;
    }

    /** The bytes that a writer writes. */
    public static byte[] write(Writer writer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writer.write(out);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads all of the bytes.
     *
     * @param what the name of the state, for messages
     * @throws IOException if they are cut, damaged, or more than the reader reads
     */
    public static <T> T read(String what, byte[] bytes, Reader<T> reader) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            T state = reader.read(in);
            if (in.available() > 0) {
                throw new IOException(in.available() + " bytes too many");
            }
            return state;
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException("The " + what + " is damaged and cannot be restored: " + e, e);
        }
    }

    /** The refusal of state from a newer connector. */
    public static IOException unknownVersion(String what, int version, int newestKnown) {
        return new IOException(
                String.format(
                        "The %s has version %d, but this connector reads versions up to %d: restore"
                                + " with the connector that wrote it, or a newer one",
                        what, version, newestKnown));
    }

    /** Writes a string of any length. */
    public static void writeString(DataOutputStream out, String text) throws IOException {
        writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads what {@link #writeString} wrote. */
    public static String readString(DataInputStream in) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(readBytes(in)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("a text is not UTF-8", e);
        }
    }

    /** Writes a byte array of any length. */
    public static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Reads what {@link #writeBytes} wrote. */
    public static byte[] readBytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[readCount(in)];
        in.readFully(bytes);
        return bytes;
    }

    /** Reads a count of things that take at least a byte each, so a damaged one is noticed. */
    public static int readCount(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available()) {
            throw new IOException("a count of " + count + " with " + in.available() + " bytes");
        }
        return count;
    }
}
