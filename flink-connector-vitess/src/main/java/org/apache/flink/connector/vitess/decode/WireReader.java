// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Goes over the fields of protobuf messages that are in an array, one after the other: as {@link
 * CodedInputStream}, with less to check for each field, as a row has a dozen. What is rare is left
 * to that class. Not thread-safe.
 */
final class WireReader {

    private byte[] buffer = {};
    private int position;
    private int limit;

    /** Reads a part of an array from here on. */
    void begin(byte[] bytes, int start, int end) {
        buffer = bytes;
        position = start;
        limit = end;
    }

    /** Where the next byte is in the array. */
    int position() {
        return position;
    }

    /** The tag of the next field of the message; 0 at its end. */
    int tag() throws IOException {
        if (position == limit) {
            return 0;
        }
        int tag = (int) varint();
        if (WireFormat.getTagFieldNumber(tag) == 0) {
            throw new InvalidProtocolBufferException("a field has the number 0");
        }
        return tag;
    }

    /** A number, as it is on the wire. */
    long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (position == limit) {
                throw cutOff();
            }
            byte next = buffer[position++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new InvalidProtocolBufferException("a number has more than 64 bits");
    }

    /** Enters a message inside this one, up to its end. Returns what {@link #leave} is given. */
    int enter() throws IOException {
        int size = size();
        int outer = limit;
        limit = position + size;
        return outer;
    }

    /** Leaves a message that was read to its end. */
    void leave(int outer) {
        limit = outer;
    }

    /** Moves past bytes that follow their size. Returns where they begin. */
    int skipBytes() throws IOException {
        int size = size();
        position += size;
        return position - size;
    }

    private int size() throws IOException {
        int size = (int) varint();
        if (size < 0 || size > limit - position) {
            throw cutOff();
        }
        return size;
    }

    /** Moves past a field. */
    void skip(int tag) throws IOException {
        switch (WireFormat.getTagWireType(tag)) {
            case WireFormat.WIRETYPE_VARINT -> varint();
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> skipBytes();
            default -> skipOther(tag);
        }
    }

    private void skipOther(int tag) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(buffer, position, limit - position);
        if (!in.skipField(tag)) {
            throw new InvalidProtocolBufferException("a group ends that did not begin");
        }
        position += in.getTotalBytesRead();
    }

    private static InvalidProtocolBufferException cutOff() {
        return new InvalidProtocolBufferException("a field ends after its message");
    }
}
