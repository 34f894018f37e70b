// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes messages as protobuf allows it and no server does it: fields in any order, packed lists in
 * several pieces or one by one, unknown fields everywhere.
 */
final class OddWire {

    private static final int UNKNOWN_FIELD = 1000;

    private final Random random;

    OddWire(Random random) {
        this.random = random;
    }

    byte[] write(Message message) {
        List<List<byte[]>> fields = new ArrayList<>();
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            fields.add(pieces(field.getKey(), field.getValue()));
        }
        if (random.nextInt(4) == 0) {
            fields.add(List.of(unknown(random.nextInt(3))));
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        List<List<byte[]>> left = new ArrayList<>(fields.stream().map(ArrayList::new).toList());
        while (!left.isEmpty()) {
            List<byte[]> field = left.get(random.nextInt(left.size()));
            all.writeBytes(field.remove(0));
            left.removeIf(List::isEmpty);
        }
        return all.toByteArray();
    }

    /** What is written for a field: the order of its pieces is that of its values. */
    private List<byte[]> pieces(FieldDescriptor field, Object value) {
        List<byte[]> pieces = new ArrayList<>();
        if (field.isPacked()) {
            List<?> values = (List<?>) value;
            for (int i = 0; i < values.size(); ) {
                int end = Math.min(values.size(), i + 1 + random.nextInt(2 * values.size()));
                boolean packed = random.nextInt(4) > 0;
                pieces.add(
                        packed ? packed(field, values.subList(i, end)) : one(field, values.get(i)));
                i = packed ? end : i + 1;
            }
        } else if (field.isRepeated()) {
            ((List<?>) value).forEach(element -> pieces.add(one(field, element)));
        } else {
            pieces.add(one(field, value));
        }
        return pieces;
    }

    private byte[] one(FieldDescriptor field, Object value) {
        return written(
                out -> {
                    int number = field.getNumber();
                    switch (field.getType()) {
                        case MESSAGE -> out.writeByteArray(number, write((Message) value));
                        case STRING -> out.writeString(number, (String) value);
                        case BYTES -> out.writeBytes(number, (ByteString) value);
                        case BOOL -> out.writeBool(number, (Boolean) value);
                        case SINT64 -> out.writeSInt64(number, (Long) value);
                        case INT64 -> out.writeInt64(number, (Long) value);
                        case UINT64 -> out.writeUInt64(number, (Long) value);
                        case UINT32 -> out.writeUInt32(number, (Integer) value);
                        case ENUM ->
                                out.writeEnum(number, ((EnumValueDescriptor) value).getNumber());
                        default -> throw new AssertionError(field);
                    }
                });
    }

    private static byte[] packed(FieldDescriptor field, List<?> values) {
        byte[] packed =
                written(
                        out -> {
                            for (Object value : values) {
                                out.writeSInt64NoTag((Long) value);
                            }
                        });
        return written(out -> out.writeByteArray(field.getNumber(), packed));
    }

    private byte[] unknown(int kind) {
        Field.Builder field = Field.newBuilder();
        switch (kind) {
            case 0 -> field.addVarint(random.nextLong());
            case 1 -> field.addFixed32(random.nextInt());
            default ->
                    field.addGroup(
                            UnknownFieldSet.newBuilder()
                                    .addField(1, Field.newBuilder().addFixed64(1).build())
                                    .build());
        }
        return UnknownFieldSet.newBuilder()
                .addField(UNKNOWN_FIELD, field.build())
                .build()
                .toByteArray();
    }

    @FunctionalInterface
    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            writing.to(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
