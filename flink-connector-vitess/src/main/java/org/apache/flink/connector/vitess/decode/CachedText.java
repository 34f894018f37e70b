// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A text that many events of a stream have: a String is made only where it changes. */
final class CachedText {

    private String text = "";

    /** Whether the event that is read has it. */
    private boolean present;

    /** Begins an event that may not have it. */
    void clear() {
        present = false;
    }

    /** Reads the field at which a reader of the response is. */
    void read(byte[] response, WireReader in) throws IOException {
        int start = in.skipBytes();
        int length = in.position() - start;
        if (!isAt(response, start, length)) {
            text = text(response, start, length);
        }
        present = true;
    }

    /** Whether it is the same ASCII text as before. */
    private boolean isAt(byte[] response, int start, int length) {
        if (length != text.length()) {
            return false;
        }
        // The last characters of a GTID are those that change.
        for (int i = length - 1; i >= 0; i--) {
            if (response[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Unlike a String's constructor, a decoder fails at damaged bytes; ASCII needs neither. */
    private static String text(byte[] response, int start, int length)
            throws CharacterCodingException {
        for (int i = start; i < start + length; i++) {
            if (response[i] < 0) {
                ByteBuffer bytes = ByteBuffer.wrap(response, start, length);
                return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            }
        }
        return new String(response, start, length, StandardCharsets.ISO_8859_1);
    }

    /** The text of the event; empty if it has none. */
    String get() {
        return present ? text : "";
    }
}
