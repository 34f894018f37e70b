// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamRequest;
import org.apache.flink.connector.vitess.proto.vtgateservice.VitessGrpc;

/**
 * One open VStream: its responses as raw bytes, as many of them ahead of the reader as its share of
 * the memory budget has room for, so a slow reader slows the server down instead of filling the
 * heap.
 *
 * <p>{@link #poll} and {@link #cancel} belong to one thread; gRPC fills the queue from another.
 */
@Internal
public final class VStreamCall {

    private static final MethodDescriptor<VStreamRequest, byte[]> METHOD =
            VitessGrpc.getVStreamMethod().toBuilder(
                            VitessGrpc.getVStreamMethod().getRequestMarshaller(),
                            new RawMarshaller())
                    .build();

    private final Queue<byte[]> responses = new ConcurrentLinkedQueue<>();
    private final AtomicLong comingBytes = new AtomicLong();
    private final String action;
    private final Channels.Route route;
    private final MemoryBudget.Share share;
    private final Runnable onActivity;
    private final ClientCall<VStreamRequest, byte[]> call;
    private volatile Status end;

    private VStreamCall(
            String action,
            Channels.Route route,
            CallOptions options,
            MemoryBudget.Share share,
            Runnable onActivity) {
        this.action = action;
        this.route = route;
        this.share = share;
        this.onActivity = onActivity;
        this.call =
                route.channel()
                        .newCall(
                                METHOD,
                                options.withStreamTracerFactory(new SizeTracers(this::coming)));
    }

    /**
     * Starts a stream.
     *
     * @param action what is being done, for error messages
     * @param share what the stream may hold, from now on until it is cancelled
     * @param onActivity called from the network thread whenever {@link #poll} has something new
     */
    static VStreamCall start(
            String action,
            Channels.Route route,
            CallOptions options,
            VStreamRequest request,
            MemoryBudget.Share share,
            Runnable onActivity) {
        VStreamCall stream = new VStreamCall(action, route, options, share, onActivity);
        stream.call.start(stream.new Listener(), new Metadata());
        stream.call.sendMessage(request);
        stream.call.halfClose();
        share.open(stream.new Flow());
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
            share.polled(response.length);
        } else if (ended != null && !share.isCrowdedOut()) {
            throw VStreamErrors.of(action, route.endpoint(), ended);
        }
        return response;
    }

    /** How much of the next response has come so far. */
    public long comingBytes() {
        return comingBytes.get();
    }

    private void coming(long bytes) {
        comingBytes.addAndGet(bytes);
        share.coming(bytes);
    }

    /** Whether a large response has to wait for its turn: then this call brings no more. */
    public boolean isCrowdedOut() {
        return share.isCrowdedOut() && responses.isEmpty();
    }

    /** Ends the stream. What was not polled is gone. */
    public void cancel() {
        call.cancel("The reader needs no more of this stream", null);
        share.close();
        responses.clear();
    }

    private final class Flow implements BudgetedCall {

        @Override
        public void request() {
            call.request(1);
        }

        @Override
        public void crowdOut() {
            call.cancel("A large response waits for its turn", null);
            onActivity.run();
        }
    }

    private final class Listener extends ClientCall.Listener<byte[]> {

        @Override
        public void onMessage(byte[] response) {
            comingBytes.set(0);
            if (share.arrived(response.length)) {
                responses.add(response);
                onActivity.run();
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end = status;
            onActivity.run();
        }
    }

    /** Reports how much of a response has come, long before all of it is there. */
    private static final class SizeTracers extends ClientStreamTracer.Factory {

        private final LongConsumer coming;

        SizeTracers(LongConsumer coming) {
            this.coming = coming;
        }

        @Override
        public ClientStreamTracer newClientStreamTracer(
                ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new ClientStreamTracer() {
                @Override
                public void inboundWireSize(long bytes) {
                    coming.accept(bytes);
                }
            };
        }
    }

    /** Leaves responses as they come: the decoder reads their bytes itself. */
    private static final class RawMarshaller implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        /** Unless it was compressed, its size is known: readAllBytes would take 8 KiB for any. */
        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream instanceof KnownLength ? known(stream) : stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static byte[] known(InputStream stream) throws IOException {
            byte[] message = new byte[stream.available()];
            if (stream.readNBytes(message, 0, message.length) < message.length) {
                throw new EOFException("A message is shorter than gRPC says");
            }
            return message;
        }
    }
}
