// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, and the conditions that servers are asked for. */
public final class Waiting {

    /** A start takes a few seconds; a loaded machine may need many times that. */
    static final Duration LIMIT = Duration.ofSeconds(90);

    private static final int POLL_MILLIS = 50;
    private static final int TIMEOUT_MILLIS = 2_000;

    private Waiting() {}

    /**
     * Waits until a condition holds.
     *
     * @param failure the text for the exception if it does not in time
     */
    public static void until(BooleanSupplier condition, Supplier<String> failure) {
        until(LIMIT, condition, failure);
    }

    /** Waits until a condition holds, but no longer than the limit. */
    public static void until(Duration limit, BooleanSupplier condition, Supplier<String> failure) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "not after %d s: %s".formatted(limit.toSeconds(), failure.get()));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a server", e);
        }
    }

    /** The body of a page on loopback, or nothing if there is no server or not with status 200. */
    public static Optional<String> page(int port, String path) {
        try {
            URI uri = new URI("http", null, "127.0.0.1", port, path, null, null);
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            try (InputStream body = connection.getInputStream()) {
                byte[] bytes = body.readAllBytes();
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK
                        ? Optional.of(new String(bytes, StandardCharsets.UTF_8))
                        : Optional.empty();
            }
        } catch (IOException | java.net.URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Whether somebody listens on the port of loopback. */
    public static boolean accepts(int port) {
        try (Socket socket = connect(port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a MySQL server greets whoever connects to the port of loopback. */
    public static boolean greets(int port) {
        try (Socket socket = connect(port)) {
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        return socket;
    }
}
