// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.vgtid;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonGenerator;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;

/**
 * Messages as JSON, in protobuf's own mapping: 64-bit numbers are strings, enums are names. Names
 * of fields are written as the proto files have them; the camelCase form is read too.
 *
 * <p>Bytes are different: they are written as Debezium does, as text; in Base64 if they are not
 * UTF-8. They are always read as text, so the caller decodes Base64.
 */
final class ProtoJson {

    /**
     * Fields of Vitess' messages that the connector's protos leave out, as no position needs them.
     */
    private static final Set<String> LEFT_OUT =
            Set.of(
                    "session_state_changes",
                    "sessionStateChanges",
                    "insert_id_changed",
                    "insertIdChanged");

    private ProtoJson() {}

    /**
     * Fills a message. JSON null means that a field is not set.
     *
     * @param path where the JSON is, for messages of errors
     * @throws IllegalArgumentException if the JSON has unknown properties or values of other types
     */
    static void read(JsonNode json, Message.Builder message, String path) {
        if (!json.isObject()) {
            throw refuse(path, "must be an object");
        }
        Set<FieldDescriptor> seen = new HashSet<>();
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (LEFT_OUT.contains(name)) {
                continue;
            }
            FieldDescriptor field = field(message, name, path);
            if (!seen.add(field)) {
                throw refuse(path, "has '" + field.getName() + "' twice");
            }
            JsonNode value = json.get(name);
            String valuePath = path.isEmpty() ? name : path + "." + name;
            if (value.isNull()) {
                continue;
            }
            if (!field.isRepeated()) {
                message.setField(field, value(field, value, message, valuePath));
                continue;
            }
            if (!value.isArray()) {
                throw refuse(valuePath, "must be an array");
            }
            for (int i = 0; i < value.size(); i++) {
                String elementPath = valuePath + "[" + i + "]";
                message.addRepeatedField(field, value(field, value.get(i), message, elementPath));
            }
        }
    }

    private static FieldDescriptor field(Message.Builder message, String name, String path) {
        List<FieldDescriptor> fields = message.getDescriptorForType().getFields();
        return fields.stream()
                .filter(field -> name.equals(field.getName()) || name.equals(field.getJsonName()))
                .findFirst()
                .orElseThrow(
                        () ->
                                refuse(
                                        path,
                                        "has an unknown property '"
                                                + name
                                                + "'; known are "
                                                + fields.stream()
                                                        .map(FieldDescriptor::getName)
                                                        .collect(Collectors.joining(", "))));
    }

    private static Object value(
            FieldDescriptor field, JsonNode json, Message.Builder parent, String path) {
        return switch (field.getType()) {
            case MESSAGE -> {
                Message.Builder message = parent.newBuilderForField(field);
                read(json, message, path);
                yield message.build();
            }
            case STRING -> text(json, path);
            case BYTES -> ByteString.copyFromUtf8(text(json, path));
            case ENUM -> enumValue(field, json, path);
            case UINT32 -> integer(json, path, BigInteger.ZERO, 32).intValue();
            case UINT64 -> integer(json, path, BigInteger.ZERO, 64).longValue();
            case SINT64 -> integer(json, path, BigInteger.valueOf(Long.MIN_VALUE), 63).longValue();
            default -> throw new IllegalStateException("No JSON form for " + field.getFullName());
        };
    }

    private static String text(JsonNode json, String path) {
        if (!json.isTextual()) {
            throw refuse(path, "must be a string");
        }
        return json.textValue();
    }

    private static EnumValueDescriptor enumValue(
            FieldDescriptor field, JsonNode json, String path) {
        if (json.isInt()) {
            return field.getEnumType().findValueByNumberCreatingIfUnknown(json.intValue());
        }
        EnumValueDescriptor value = field.getEnumType().findValueByName(text(json, path));
        if (value == null) {
            throw refuse(
                    path,
                    "is '" + json.textValue() + "', which is no " + field.getEnumType().getName());
        }
        return value;
    }

    private static BigInteger integer(JsonNode json, String path, BigInteger min, int bits) {
        try {
            BigInteger value =
                    json.isIntegralNumber()
                            ? json.bigIntegerValue()
                            : new BigInteger(text(json, path));
            if (value.compareTo(min) >= 0 && value.bitLength() <= bits) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw refuse(path, "is not a whole number");
        }
        throw refuse(path, "is out of range");
    }

    private static IllegalArgumentException refuse(String path, String why) {
        return new IllegalArgumentException(path.isEmpty() ? "it " + why : "'" + path + "' " + why);
    }

    /** Writes the fields that are set. */
    static void write(Message message, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (var entry : message.getAllFields().entrySet()) {
            json.writeFieldName(entry.getKey().getName());
            if (entry.getKey().isRepeated()) {
                json.writeStartArray();
                for (Object element : (List<?>) entry.getValue()) {
                    writeValue(entry.getKey(), element, json);
                }
                json.writeEndArray();
            } else {
                writeValue(entry.getKey(), entry.getValue(), json);
            }
        }
        json.writeEndObject();
    }

    private static void writeValue(FieldDescriptor field, Object value, JsonGenerator json)
            throws IOException {
        switch (field.getType()) {
            case MESSAGE -> write((Message) value, json);
            case STRING -> json.writeString((String) value);
            case BYTES -> writeBytes((ByteString) value, json);
            case ENUM -> writeEnum((EnumValueDescriptor) value, json);
            case UINT32 -> json.writeNumber(Integer.toUnsignedLong((Integer) value));
            case UINT64 -> json.writeString(Long.toUnsignedString((Long) value));
            case SINT64 -> json.writeString(value.toString());
            default -> throw new IllegalStateException("No JSON form for " + field.getFullName());
        }
    }

    private static void writeBytes(ByteString bytes, JsonGenerator json) throws IOException {
        json.writeString(
                bytes.isValidUtf8()
                        ? bytes.toStringUtf8()
                        : Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }

    private static void writeEnum(EnumValueDescriptor value, JsonGenerator json)
            throws IOException {
        boolean known = value.getType().findValueByNumber(value.getNumber()) != null;
        if (known) {
            json.writeString(value.getName());
        } else {
            json.writeNumber(value.getNumber());
        }
    }
}
