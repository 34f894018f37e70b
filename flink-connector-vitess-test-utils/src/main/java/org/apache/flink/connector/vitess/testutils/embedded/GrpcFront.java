// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** The gRPC server on a free port, with threads of its own that end with it. */
final class GrpcFront implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    private final EventLoopGroup threads =
            new MultiThreadIoEventLoopGroup(
                    2,
                    new DefaultThreadFactory("embedded-vtgate", true),
                    NioIoHandler.newFactory());
    private final Connections connections = new Connections();
    private final Server server;

    GrpcFront(String host, EmbeddedVitess.Builder options, BindableService service) {
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(host, 0))
                        .channelType(NioServerSocketChannel.class)
                        .bossEventLoopGroup(threads)
                        .workerEventLoopGroup(threads)
                        .directExecutor()
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .addTransportFilter(connections)
                        .addService(service);
        options.auth().ifPresent(builder::intercept);
        try {
            if (options.certificate() != null) {
                tls(builder, options.certificate(), options.key(), options.clientCa());
            }
            server = builder.build().start();
        } catch (IOException e) {
            threads.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new UncheckedIOException("the gRPC server did not start", e);
        }
    }

    int port() {
        return server.getPort();
    }

    Connections connections() {
        return connections;
    }

    /** Runs a short task again and again, until closed. */
    void every(Duration interval, Runnable task) {
        long nanos = interval.toNanos();
        threads.scheduleAtFixedRate(task, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination();
            threads.shutdownGracefully(0, 10, TimeUnit.SECONDS).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** With an authority, clients need a certificate of it. */
    private static void tls(NettyServerBuilder builder, File certificate, File key, File clientCa)
            throws SSLException {
        SslContextBuilder ssl =
                GrpcSslContexts.configure(SslContextBuilder.forServer(certificate, key));
        if (clientCa != null) {
            ssl.trustManager(clientCa).clientAuth(ClientAuth.REQUIRE);
        }
        builder.sslContext(ssl.build());
    }
}
