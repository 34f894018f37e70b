// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A text that many events of a response have: a String is made only where it changes. */
final class CachedText {

    private final byte[] response;

    /** The last text, and where it is. */
    private String text = "";

    private int start;
    private int end;

    /** Whether the event that is read has it. */
    private boolean present;

    CachedText(byte[] response) {
        this.response = response;
    }

    /** Begins an event that may not have it. */
    void clear() {
        present = false;
    }

    /** Reads the field at which a reader of the response is. */
    void read(CodedInputStream in) throws IOException {
        int length = in.readRawVarint32();
        int from = in.getTotalBytesRead();
        in.skipRawBytes(length);
        if (!Arrays.equals(response, start, end, response, from, from + length)) {
            text = text(from, length);
        }
        start = from;
        end = from + length;
        present = true;
    }

    /** Unlike a String's constructor, a decoder fails at damaged bytes; ASCII needs neither. */
    private String text(int from, int length) throws CharacterCodingException {
        for (int i = from; i < from + length; i++) {
            if (response[i] < 0) {
                ByteBuffer bytes = ByteBuffer.wrap(response, from, length);
                return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            }
        }
        return new String(response, from, length, StandardCharsets.ISO_8859_1);
    }

    /** The text of the event; empty if it has none. */
    String get() {
        return present ? text : "";
    }
}
