// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.annotation.Internal;

/**
 * How vtgate is reached.
 *
 * @param endpoints one or more vtgates of the same cell; calls are spread over them
 * @param credentials user and password, or null
 * @param headers more gRPC metadata sent with each call, by the names in lower case
 * @param tls how to secure the connection, or null for plaintext
 * @param maxMessageSize the largest response accepted, in bytes
 * @param keepAlive how long a connection with open calls may be silent before it is probed; vtgate
 *     refuses less than 10 s
 * @param connectTimeout how long one call other than a stream may take, connecting included
 * @param cells where the tablets are that streams are read from
 * @param compression how the responses of streams are packed
 * @param callerId whom vtgate takes for the caller, in its logs and table ACLs; empty for the user
 */
@Internal
public record ConnectionConfig(
        List<Endpoint> endpoints,
        Credentials credentials,
        Map<String, Secret> headers,
        TlsConfig tls,
        int maxMessageSize,
        Duration keepAlive,
        Duration connectTimeout,
        Cells cells,
        Compression compression,
        String callerId)
        implements Serializable {

    private static final Duration LEAST_KEEP_ALIVE = Duration.ofSeconds(10);

    public ConnectionConfig {
        endpoints = List.copyOf(endpoints);
        headers = Map.copyOf(headers);
        Objects.requireNonNull(cells, "cells");
        Objects.requireNonNull(compression, "compression");
        Objects.requireNonNull(callerId, "callerId");
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("'hostname' is missing");
        }
        if (maxMessageSize < 1) {
            throw new IllegalArgumentException("The message limit must be positive");
        }
        if (keepAlive.compareTo(LEAST_KEEP_ALIVE) < 0) {
            throw new IllegalArgumentException(
                    "vtgate closes connections whose keepalive is under 10 s: " + keepAlive);
        }
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new IllegalArgumentException("'connect.timeout' must be positive");
        }
    }

    /** A connection to the tablets of vtgate's own cell. */
    public ConnectionConfig(
            List<Endpoint> endpoints,
            Credentials credentials,
            Map<String, Secret> headers,
            TlsConfig tls,
            int maxMessageSize,
            Duration keepAlive,
            Duration connectTimeout) {
        this(
                endpoints,
                credentials,
                headers,
                tls,
                maxMessageSize,
                keepAlive,
                connectTimeout,
                Cells.ofVtgate(),
                Compression.NONE,
                "");
    }

    /** The same with another patience. */
    public ConnectionConfig withConnectTimeout(Duration newConnectTimeout) {
        return new ConnectionConfig(
                endpoints,
                credentials,
                headers,
                tls,
                maxMessageSize,
                keepAlive,
                newConnectTimeout,
                cells,
                compression,
                callerId);
    }

    /** The names of all files that a connection needs. */
    public List<String> files() {
        Stream<String> ofTls =
                tls == null
                        ? Stream.empty()
                        : Stream.of(tls.caFile(), tls.certificateFile(), tls.keyFile())
                                .filter(Objects::nonNull);
        Stream<Secret> secrets =
                Stream.concat(
                        Stream.ofNullable(credentials).map(Credentials::password),
                        headers.values().stream());
        return Stream.concat(ofTls, secrets.flatMap(secret -> secret.file().stream())).toList();
    }

    /** What to warn of: everybody on the way to vtgate can read the password or the headers. */
    public Optional<String> warning() {
        boolean hasSecrets = credentials != null || !headers.isEmpty();
        return tls == null && hasSecrets && !endpoints.stream().allMatch(Endpoint::isLoopback)
                ? Optional.of(
                        ("The password or the headers are sent to vtgate %s without encryption: set"
                                        + " 'tls.enabled' (tls)")
                                .formatted(endpoints))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return endpoints + (tls == null ? " plaintext" : " TLS") + " " + headers.keySet();
    }
}
