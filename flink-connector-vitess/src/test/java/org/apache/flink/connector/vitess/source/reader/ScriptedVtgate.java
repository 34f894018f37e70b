// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.connector.vitess.config.Endpoint;

/**
 * A gRPC server that answers each call as its script says, with any bytes, and counts the calls.
 */
final class ScriptedVtgate implements AutoCloseable {

    /** What is sent in answer to a call; in a thread of its own, which the end interrupts. */
    @FunctionalInterface
    interface Script {
        void play(byte[] request, Peer peer) throws Exception;
    }

    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    work -> {
                        Thread thread = new Thread(work, "scripted-vtgate");
                        thread.setDaemon(true);
                        return thread;
                    });
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger statements = new AtomicInteger();
    private final Server server;

    /** A server on a free port of the loopback interface. */
    ScriptedVtgate(Script stream, Script statement) {
        try {
            server =
                    NettyServerBuilder.forAddress(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .permitKeepAliveTime(1, TimeUnit.SECONDS)
                            .fallbackHandlerRegistry(
                                    new HandlerRegistry() {
                                        @Override
                                        public ServerMethodDefinition<?, ?> lookupMethod(
                                                String name, String authority) {
                                            return name.endsWith("/VStream")
                                                    ? method(name, streams, stream)
                                                    : method(name, statements, statement);
                                        }
                                    })
                            .build()
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Endpoint endpoint() {
        return new Endpoint(InetAddress.getLoopbackAddress().getHostAddress(), server.getPort());
    }

    /** How many streams were asked for. */
    int streams() {
        return streams.get();
    }

    /** How many statements were asked for. */
    int statements() {
        return statements.get();
    }

    private ServerMethodDefinition<byte[], byte[]> method(
            String name, AtomicInteger count, Script script) {
        MethodDescriptor<byte[], byte[]> method =
                MethodDescriptor.<byte[], byte[]>newBuilder()
                        .setFullMethodName(name)
                        .setType(MethodType.SERVER_STREAMING)
                        .setRequestMarshaller(new Bytes())
                        .setResponseMarshaller(new Bytes())
                        .build();
        return ServerMethodDefinition.create(
                method,
                (call, headers) -> {
                    count.incrementAndGet();
                    call.request(1);
                    return new Peer(call, script);
                });
    }

    @Override
    public void close() throws InterruptedException {
        threads.shutdownNow();
        server.shutdownNow();
        server.awaitTermination(10, TimeUnit.SECONDS);
    }

    /** The client's end of one call. */
    final class Peer extends ServerCall.Listener<byte[]> {

        private final Semaphore activity = new Semaphore(0);
        private final ServerCall<byte[], byte[]> call;
        private final Script script;
        private boolean begun;

        private Peer(ServerCall<byte[], byte[]> call, Script script) {
            this.call = call;
            this.script = script;
        }

        @Override
        public void onMessage(byte[] request) {
            threads.execute(
                    () -> {
                        try {
                            script.play(request, this);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        } catch (Exception e) {
                            end(Status.ABORTED.withDescription("The script fails: " + e));
                        }
                    });
        }

        @Override
        public void onReady() {
            activity.release();
        }

        @Override
        public void onCancel() {
            activity.release();
        }

        /** Sends as fast as the client takes it. Returns whether the client still listens. */
        boolean send(byte[] response) throws InterruptedException {
            if (!begun) {
                call.sendHeaders(new Metadata());
                begun = true;
            }
            while (!call.isReady() && !call.isCancelled()) {
                activity.tryAcquire(100, TimeUnit.MILLISECONDS);
            }
            if (!call.isCancelled()) {
                call.sendMessage(response);
            }
            return !call.isCancelled();
        }

        void end(Status status) {
            end(status, new Metadata());
        }

        void end(Status status, Metadata trailers) {
            if (!call.isCancelled()) {
                call.close(status, trailers);
            }
        }

        /** Says nothing more until the client ends the call. */
        void hold() throws InterruptedException {
            while (!call.isCancelled()) {
                activity.tryAcquire(100, TimeUnit.MILLISECONDS);
            }
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

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
