// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Secret;

/**
 * Sends the password and the other headers with each call. Those in files are read for each call,
 * by the thread that makes it, so that one that was changed counts from the next call on.
 *
 * @param config has the headers
 */
record HeaderAttacher(ConnectionConfig config) implements ClientInterceptor {

    /**
     * Begins a call.
     *
     * @throws VitessException if a file does not have its secret
     */
    @Override
    public <Q, S> ClientCall<Q, S> interceptCall(
            MethodDescriptor<Q, S> method, CallOptions options, Channel next) {
        return MetadataUtils.newAttachHeadersInterceptor(headers())
                .interceptCall(method, options, next);
    }

    private Metadata headers() {
        Metadata headers = new Metadata();
        config.headers().forEach((name, value) -> headers.put(key(name), read(value)));
        if (config.credentials() != null) {
            headers.put(key("username"), config.credentials().username());
            headers.put(key("password"), read(config.credentials().password()));
        }
        return headers;
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static String read(Secret secret) {
        try {
            return secret.read();
        } catch (IOException e) {
            throw new VitessException(e.getMessage(), e);
        }
    }
}
