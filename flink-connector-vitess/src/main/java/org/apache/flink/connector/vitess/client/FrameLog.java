// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.util.internal.logging.InternalLogger;
import io.grpc.netty.shaded.io.netty.util.internal.logging.InternalLoggerFactory;
import io.grpc.netty.shaded.io.netty.util.internal.logging.Slf4JLoggerFactory;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * gRPC's log of the frames it sends, which at level DEBUG would have the password and all other
 * headers: here it has their names only.
 */
final class FrameLog extends Slf4JLoggerFactory {

    private static final String NAME =
            NettyChannelBuilder.class.getPackageName() + ".NettyClientHandler";

    @SuppressWarnings("deprecation") // Netty wants its own instance to be used.
    private FrameLog() {}

    /** For all connections that are made from now on; gRPC has only this one place to set it. */
    static void hideHeaders() {
        if (!(InternalLoggerFactory.getDefaultFactory() instanceof FrameLog)) {
            InternalLoggerFactory.setDefaultFactory(new FrameLog());
        }
    }

    @Override
    public InternalLogger newInstance(String name) {
        InternalLogger logger = super.newInstance(name);
        return name.equals(NAME) ? hidingHeaders(logger) : logger;
    }

    private static InternalLogger hidingHeaders(InternalLogger logger) {
        return (InternalLogger)
                Proxy.newProxyInstance(
                        InternalLogger.class.getClassLoader(),
                        new Class<?>[] {InternalLogger.class},
                        (proxy, method, arguments) -> call(logger, method, arguments));
    }

    private static Object call(InternalLogger logger, Method method, Object[] arguments)
            throws ReflectiveOperationException {
        return method.invoke(logger, arguments == null ? null : withoutValues(arguments));
    }

    private static Object[] withoutValues(Object[] arguments) {
        return Arrays.stream(arguments).map(FrameLog::withoutValues).toArray();
    }

    private static Object withoutValues(Object argument) {
        if (argument instanceof Object[] more) {
            return withoutValues(more);
        }
        return argument instanceof Http2Headers headers
                ? StreamSupport.stream(headers.spliterator(), false).map(Map.Entry::getKey).toList()
                : argument;
    }
}
