// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import io.grpc.KnownLength;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamRequest;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.apache.flink.connector.vitess.proto.vtgateservice.VitessGrpc;

/**
 * A vtgate that sends recorded responses, as fast as they are taken, and asks the embedded one for
 * everything else. Streams never end.
 */
final class ReplayVtgate implements AutoCloseable {

    private final Map<String, Recording> recordings;
    private final byte[] current;
    private final ManagedChannel embedded;
    private final Server server;

    /**
     * Starts on a free port of loopback.
     *
     * @param recordings by the shards' names
     * @param current the answer to the question where all shards are, and their streams begin
     * @param embeddedPort of the vtgate that knows the tables
     */
    ReplayVtgate(Map<String, Recording> recordings, VStreamResponse current, int embeddedPort)
            throws IOException {
        this.current = current.toByteArray();
        this.recordings = recordings;
        this.embedded =
                NettyChannelBuilder.forAddress("127.0.0.1", embeddedPort).usePlaintext().build();
        this.server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .addService(service())
                        .build()
                        .start();
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(VitessGrpc.SERVICE_NAME)
                .addMethod(
                        VitessGrpc.getExecuteMethod(),
                        ServerCalls.asyncUnaryCall(
                                (request, observer) ->
                                        VitessGrpc.newStub(embedded).execute(request, observer)))
                .addMethod(
                        VitessGrpc.getVStreamMethod().toBuilder(
                                        VitessGrpc.getVStreamMethod().getRequestMarshaller(),
                                        new Bytes())
                                .build(),
                        new Streams())
                .build();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
        embedded.shutdownNow();
    }

    /** Opens the stream that a request asks for. */
    private final class Streams implements ServerCallHandler<VStreamRequest, byte[]> {

        @Override
        public ServerCall.Listener<VStreamRequest> startCall(
                ServerCall<VStreamRequest, byte[]> call, Metadata headers) {
            call.request(1);
            return new ServerCall.Listener<>() {

                private Iterator<byte[]> responses;

                @Override
                public void onMessage(VStreamRequest request) {
                    call.sendHeaders(new Metadata());
                    ShardGtid start = request.getVgtid().getShardGtids(0);
                    responses =
                            start.getGtid().equals("current")
                                    ? List.of(current).iterator()
                                    : new Loop(recordings.get(start.getShard()));
                    onReady();
                }

                @Override
                public void onReady() {
                    while (responses != null && responses.hasNext() && call.isReady()) {
                        call.sendMessage(responses.next());
                    }
                }
            };
        }
    }

    /** A recording without end. */
    private static final class Loop implements Iterator<byte[]> {

        private final Recording recording;
        private Iterator<byte[]> rest;

        Loop(Recording recording) {
            this.recording = recording;
            this.rest = recording.start().iterator();
        }

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public byte[] next() {
            if (!rest.hasNext()) {
                rest = recording.loop().iterator();
            }
            return rest.next();
        }
    }

    /** Sends bytes as they are. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        private static final class Known extends ByteArrayInputStream implements KnownLength {
            Known(byte[] bytes) {
                super(bytes);
            }
        }

        @Override
        public InputStream stream(byte[] value) {
            return new Known(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException("Only sent");
        }
    }
}
