// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The Basic authentication of HTTP in front of a vtgate, in the metadata of each call. */
final class BasicAuth implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final String expected;

    BasicAuth(String username, String password) {
        byte[] credentials = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        expected = "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    @Override
    public <Q, S> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        if (!expected.equals(headers.get(AUTHORIZATION))) {
            return StaticAuth.refuse(
                    call, Status.UNAUTHENTICATED.withDescription("authorization is wrong"));
        }
        return next.startCall(call, headers);
    }
}
