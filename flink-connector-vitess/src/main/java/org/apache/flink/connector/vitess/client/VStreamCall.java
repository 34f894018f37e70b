// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamRequest;
import org.apache.flink.connector.vitess.proto.vtgateservice.VitessGrpc;

/**
 * One open VStream: its responses as raw bytes, at most {@value #WINDOW} of them ahead of the
 * reader, so a slow reader slows the server down instead of filling the heap.
 *
 * <p>{@link #poll} and {@link #cancel} belong to one thread; gRPC fills the queue from another.
 */
@Internal
public final class VStreamCall {

    /** Responses in flight or in the queue; vtgate's are about 250 KB when it is busy. */
    private static final int WINDOW = 16;

    private static final MethodDescriptor<VStreamRequest, byte[]> METHOD =
            VitessGrpc.getVStreamMethod().toBuilder(
                            VitessGrpc.getVStreamMethod().getRequestMarshaller(),
                            new RawMarshaller())
                    .build();

    private final Queue<byte[]> responses = new ConcurrentLinkedQueue<>();
    private final String action;
    private final Channels.Route route;
    private final Runnable onActivity;
    private final ClientCall<VStreamRequest, byte[]> call;
    private volatile Status end;

    private VStreamCall(
            String action, Channels.Route route, CallOptions options, Runnable onActivity) {
        this.action = action;
        this.route = route;
        this.onActivity = onActivity;
        this.call = route.channel().newCall(METHOD, options);
    }

    /**
     * Starts a stream.
     *
     * @param action what is being done, for error messages
     * @param onActivity called from the network thread whenever {@link #poll} has something new
     */
    static VStreamCall start(
            String action,
            Channels.Route route,
            CallOptions options,
            VStreamRequest request,
            Runnable onActivity) {
        VStreamCall stream = new VStreamCall(action, route, options, onActivity);
        stream.call.start(stream.new Listener(), new Metadata());
        stream.call.sendMessage(request);
        stream.call.halfClose();
        stream.call.request(WINDOW);
        return stream;
    }

    /**
     * The next response, a serialized {@code vtgate.VStreamResponse}; null if none is there now.
     *
     * @throws VitessException if the stream has ended and all its responses were polled: a stream
     *     of changes has no end of its own
     */
    public byte[] poll() {
        Status ended = end;
        byte[] response = responses.poll();
        if (response != null) {
            call.request(1);
        } else if (ended != null) {
            throw VStreamErrors.of(action, route.endpoint(), ended);
        }
        return response;
    }

    /** Ends the stream. What was not polled is gone. */
    public void cancel() {
        call.cancel("The reader needs no more of this stream", null);
    }

    private final class Listener extends ClientCall.Listener<byte[]> {

        @Override
        public void onMessage(byte[] response) {
            responses.add(response);
            onActivity.run();
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end = status;
            onActivity.run();
        }
    }

    /** Leaves responses as they come: the decoder reads their bytes itself. */
    private static final class RawMarshaller implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
