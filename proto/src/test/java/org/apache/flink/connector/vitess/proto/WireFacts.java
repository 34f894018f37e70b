// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.proto;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What of a set of .proto files can be seen on the wire: a line for each field, value, method. */
public final class WireFacts {

    private final List<String> lines = new ArrayList<>();

    private WireFacts() {}

    /** The facts of a file and of all that it imports. */
    public static List<String> of(FileDescriptor file) {
        WireFacts facts = new WireFacts();
        withImports(file, new LinkedHashSet<>()).forEach(facts::addFile);
        return List.copyOf(facts.lines);
    }

    private static Set<FileDescriptor> withImports(FileDescriptor file, Set<FileDescriptor> seen) {
        if (seen.add(file)) {
            file.getDependencies().forEach(imported -> withImports(imported, seen));
        }
        return seen;
    }

    private void addFile(FileDescriptor file) {
        file.getMessageTypes().forEach(this::addMessage);
        file.getEnumTypes().forEach(this::addEnum);
        file.getServices().forEach(service -> service.getMethods().forEach(this::addMethod));
    }

    private void addMessage(Descriptor message) {
        message.getFields().forEach(this::addField);
        message.getNestedTypes().forEach(this::addMessage);
        message.getEnumTypes().forEach(this::addEnum);
    }

    private void addField(FieldDescriptor field) {
        String type =
                switch (field.getType()) {
                    case MESSAGE -> "MESSAGE " + field.getMessageType().getFullName();
                    case ENUM -> "ENUM " + field.getEnumType().getFullName();
                    default -> field.getType().name();
                };
        String repeated = field.isRepeated() ? " repeated" : "";
        lines.add(field.getFullName() + " = " + field.getNumber() + " " + type + repeated);
    }

    private void addEnum(EnumDescriptor values) {
        values.getValues()
                .forEach(
                        value ->
                                lines.add(
                                        values.getFullName()
                                                + "."
                                                + value.getName()
                                                + " = "
                                                + value.getNumber()));
    }

    private void addMethod(MethodDescriptor method) {
        lines.add(
                method.getFullName()
                        + " = "
                        + method.getInputType().getFullName()
                        + (method.isServerStreaming() ? " stream " : " ")
                        + method.getOutputType().getFullName());
    }
}
