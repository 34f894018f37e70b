// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** Damages responses: as bytes, and as messages, which then are no longer a stream. */
final class Mutator {

    private static final long[] ODD_NUMBERS = {
        -2,
        -1,
        0,
        1,
        2,
        63,
        64,
        127,
        128,
        1 << 28,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private final Random random;

    Mutator(Random random) {
        this.random = random;
    }

    /** Flips, cuts, doubles and inserts bytes; some inserted ones are numbers, tags or lengths. */
    byte[] mutate(byte[] bytes) {
        byte[] mutated = bytes;
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(mutated.length + 1);
            int end = Math.min(mutated.length, at + random.nextInt(8));
            mutated =
                    switch (random.nextInt(6)) {
                        case 0 -> spliced(mutated, at, at, varint(oddNumber()));
                        case 1 -> spliced(mutated, at, end, varint(oddNumber()));
                        case 2 -> spliced(mutated, at, end, new byte[0]);
                        case 3 -> spliced(mutated, at, at, Arrays.copyOfRange(mutated, at, end));
                        case 4 -> Arrays.copyOf(mutated, at);
                        default -> flipped(mutated, at);
                    };
        }
        return mutated;
    }

    private byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        if (at < flipped.length) {
            flipped[at] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    /** Puts other bytes in the place of those from start to end. */
    static byte[] spliced(byte[] bytes, int start, int end, byte[] insert) {
        ByteArrayOutputStream spliced = new ByteArrayOutputStream();
        spliced.write(bytes, 0, start);
        spliced.writeBytes(insert);
        spliced.write(bytes, end, bytes.length - end);
        return spliced.toByteArray();
    }

    private long oddNumber() {
        return random.nextBoolean()
                ? ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)]
                : random.nextInt(300);
    }

    /** Numbers at which something may turn over, as varints. */
    static List<byte[]> oddNumbers() {
        return LongStream.of(ODD_NUMBERS).mapToObj(Mutator::varint).toList();
    }

    private static byte[] varint(long value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeUInt64NoTag(value);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Changes one field somewhere in the message; the wire format stays correct. */
    Message mutate(Message message) {
        List<FieldDescriptor> fields = new ArrayList<>(message.getAllFields().keySet());
        if (fields.isEmpty()) {
            return message;
        }
        FieldDescriptor field = fields.get(random.nextInt(fields.size()));
        Message.Builder builder = message.toBuilder();
        if (random.nextInt(20) == 0) {
            return builder.clearField(field).build();
        }
        if (!field.isRepeated()) {
            return builder.setField(field, mutated(field, message.getField(field))).build();
        }
        List<Object> values = new ArrayList<>((List<?>) message.getField(field));
        int at = random.nextInt(values.size());
        switch (random.nextInt(10)) {
            case 0 -> values.remove(at);
            case 1 -> values.add(values.get(at));
            default -> values.set(at, mutated(field, values.get(at)));
        }
        return builder.setField(field, values).build();
    }

    private Object mutated(FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case MESSAGE -> mutate((Message) value);
            case INT -> (int) oddNumber();
            case LONG -> oddNumber();
            case BOOLEAN -> random.nextBoolean();
            case STRING -> random.nextBoolean() ? "" : "@1" + value;
            case BYTE_STRING ->
                    ByteString.copyFrom(
                            Arrays.copyOf(((ByteString) value).toByteArray(), random.nextInt(20)));
            case ENUM ->
                    field.getEnumType()
                            .findValueByNumberCreatingIfUnknown(
                                    random.nextBoolean()
                                            ? ((EnumValueDescriptor) value).getNumber() + 1
                                            : random.nextInt(25));
            default -> throw new AssertionError(field);
        };
    }
}
