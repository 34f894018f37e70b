// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.vitess.proto.WireFacts;
import org.apache.flink.connector.vitess.proto.vtgateservice.Vtgateservice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Compares our .proto files with what a real vtgate says of its own interface. */
class WireDescriptorsITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("main").shards("0");

    private static ManagedChannel channel;

    @BeforeAll
    static void openChannel() {
        channel =
                ManagedChannelBuilder.forAddress("127.0.0.1", VITESS.vitess().grpcPort())
                        .usePlaintext()
                        .build();
    }

    @AfterAll
    static void closeChannel() {
        if (channel != null) {
            channel.shutdownNow();
        }
    }

    @Test
    void everyWireFactOfOursIsTheServersOwn() throws Exception {
        FileDescriptorProto service =
                ask(
                        ServerReflectionRequest.newBuilder()
                                .setFileContainingSymbol("vtgateservice.Vitess")
                                .build());

        List<String> ours = WireFacts.of(Vtgateservice.getDescriptor());
        List<String> theirs = WireFacts.of(withImports(service, new HashMap<>()));

        assertThat(ours).hasSizeGreaterThan(200);
        assertThat(theirs).containsAll(ours);
    }

    private static FileDescriptor withImports(
            FileDescriptorProto file, Map<String, FileDescriptor> known)
            throws InvalidProtocolBufferException, DescriptorValidationException {
        FileDescriptor[] imports = new FileDescriptor[file.getDependencyCount()];
        for (int i = 0; i < imports.length; i++) {
            String name = file.getDependency(i);
            if (!known.containsKey(name)) {
                FileDescriptorProto imported =
                        ask(ServerReflectionRequest.newBuilder().setFileByFilename(name).build());
                known.put(name, withImports(imported, known));
            }
            imports[i] = known.get(name);
        }
        return FileDescriptor.buildFrom(file, imports);
    }

    private static FileDescriptorProto ask(ServerReflectionRequest request)
            throws InvalidProtocolBufferException {
        ServerReflectionResponse answer =
                ClientCalls.blockingServerStreamingCall(
                                channel,
                                ServerReflectionGrpc.getServerReflectionInfoMethod(),
                                CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                                request)
                        .next();
        assertThat(answer.hasFileDescriptorResponse()).as("%s", answer).isTrue();
        // The file that was asked for comes first, its imports may follow.
        return FileDescriptorProto.parseFrom(
                answer.getFileDescriptorResponse().getFileDescriptorProto(0));
    }
}
