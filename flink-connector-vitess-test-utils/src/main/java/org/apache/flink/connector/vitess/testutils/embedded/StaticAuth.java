// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** vtgate's static authentication: a username and a password in the metadata of each call. */
final class StaticAuth implements ServerInterceptor {
    private static final Metadata.Key<String> USERNAME =
            Metadata.Key.of("username", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> PASSWORD =
            Metadata.Key.of("password", Metadata.ASCII_STRING_MARSHALLER);

    private final String username;
    private final String password;

    StaticAuth(String username, String password) {
        this.username = username;
        this.password = password;
    }

    @Override
    public <Q, S> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        String caller = headers.get(USERNAME);
        String secret = headers.get(PASSWORD);
        if (caller == null || secret == null) {
            return refuse(
                    call,
                    Status.UNAUTHENTICATED.withDescription(
                            "username and password must be provided"));
        }
        if (!caller.equals(username) || !secret.equals(password)) {
            return refuse(
                    call,
                    Status.PERMISSION_DENIED.withDescription(
                            "auth failure: caller \"%s\" provided invalid credentials"
                                    .formatted(caller)));
        }
        return next.startCall(call, headers);
    }

    static <Q, S> ServerCall.Listener<Q> refuse(ServerCall<Q, S> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
