// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.config.TlsConfig;

/**
 * The connections of one client, and the one network thread they share: to each vtgate a channel
 * for streams and one for questions, which connect at their first call.
 *
 * <p>Over the connection of streams an answer would come after all that they have on their way, up
 * to a window: over a slow network that takes longer than a question waits.
 *
 * <p>Callbacks run on the network thread, so they must not block.
 */
final class Channels implements AutoCloseable {

    private static final long CLOSE_SECONDS = 5;

    /** Enough for questions, whose answers are small. */
    static final int LEAST_WINDOW = 64 << 10;

    /** Errors come in headers, and have GTID sets in them: 8 KiB, as usual, would lose some. */
    private static final int METADATA_SIZE = 256 << 10;

    /** A vtgate and the channel to it. */
    record Route(Endpoint endpoint, ManagedChannel channel) {}

    private final EventLoopGroup network;
    private final AtomicInteger calls = new AtomicInteger();
    private final List<Route> forStreams;
    private final List<Route> forQuestions;

    /**
     * Opens no connection yet: the first call does.
     *
     * @param window how many bytes of each stream may be on their way, or here, without having been
     *     asked for
     */
    Channels(ConnectionConfig config, int window) {
        FrameLog.hideHeaders();
        ChannelCredentials credentials = credentials(config.tls());
        network =
                new MultiThreadIoEventLoopGroup(
                        1,
                        new DefaultThreadFactory("vitess-client", true),
                        NioIoHandler.newFactory());
        try {
            forStreams = routes(credentials, config, window);
            forQuestions = routes(credentials, config, LEAST_WINDOW);
        } catch (RuntimeException e) {
            // The group has a selector from its start on.
            network.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw e;
        }
    }

    /** The route of the next stream: the endpoints take turns. */
    Route nextForStream() {
        return next(forStreams);
    }

    /** The route of the next question: the endpoints take turns. */
    Route nextForQuestion() {
        return next(forQuestions);
    }

    private Route next(List<Route> routes) {
        return routes.get(Math.floorMod(calls.getAndIncrement(), routes.size()));
    }

    /** How many endpoints there are. */
    int size() {
        return forQuestions.size();
    }

    private List<Route> routes(
            ChannelCredentials credentials, ConnectionConfig config, int window) {
        return config.endpoints().stream()
                .map(at -> new Route(at, channel(at, credentials, config, window)))
                .toList();
    }

    private ManagedChannel channel(
            Endpoint endpoint,
            ChannelCredentials credentials,
            ConnectionConfig config,
            int window) {
        NettyChannelBuilder builder =
                builder(endpoint, credentials, config.tls())
                        .eventLoopGroup(network)
                        .channelType(NioSocketChannel.class)
                        .directExecutor()
                        .disableRetry()
                        .maxInboundMessageSize(config.maxMessageSize())
                        .maxInboundMetadataSize(METADATA_SIZE)
                        .flowControlWindow(window)
                        .keepAliveTime(config.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
                        .userAgent("flink-connector-vitess")
                        .intercept(new HeaderAttacher(config));
        if (config.tls() != null) {
            config.tls().expectedServerName().ifPresent(builder::overrideAuthority);
        }
        return builder.build();
    }

    /** Here the files of the TLS options are parsed. */
    private static NettyChannelBuilder builder(
            Endpoint endpoint, ChannelCredentials credentials, TlsConfig tls) {
        try {
            return NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port(), credentials);
        } catch (IllegalArgumentException e) {
            if (tls == null) {
                throw e;
            }
            throw new VitessException(
                    "The files of the TLS options are no certificates, or no PKCS#8 key: " + tls,
                    e);
        }
    }

    private static ChannelCredentials credentials(TlsConfig tls) {
        if (tls == null) {
            return InsecureChannelCredentials.create();
        }
        try {
            TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
            if (tls.caFile() != null) {
                builder.trustManager(new File(tls.caFile()));
            }
            if (tls.certificateFile() != null) {
                builder.keyManager(new File(tls.certificateFile()), new File(tls.keyFile()));
            }
            return builder.build();
        } catch (IOException | IllegalArgumentException e) {
            throw new VitessException("The files of the TLS options cannot be read: " + tls, e);
        }
    }

    /** Ends all calls and connections, and waits for the network thread to end. */
    @Override
    public void close() {
        List<Route> routes = Stream.of(forStreams, forQuestions).flatMap(List::stream).toList();
        routes.forEach(route -> route.channel().shutdownNow());
        try {
            for (Route route : routes) {
                route.channel().awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
            network.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                    .await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            // Flink interrupts a task that closes slowly. The threads end by themselves then.
            network.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
            Thread.currentThread().interrupt();
        }
    }
}
