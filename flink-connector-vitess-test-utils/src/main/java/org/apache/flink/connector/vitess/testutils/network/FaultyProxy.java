// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.connector.vitess.testutils.process.Ports;

/**
 * A TCP proxy on loopback before a server, for a network that is slow, or fails. Each connection
 * has a thread for each direction. Thread-safe; {@link #close} ends all connections.
 */
public final class FaultyProxy implements AutoCloseable {

    private static final int BACKLOG = 64;

    private final ServerSocket listener;
    private final int target;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Thread accepting;
    private volatile Network network = Network.PERFECT;

    private FaultyProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
        accepting = new Thread(this::accept, "proxy-" + port());
        accepting.setDaemon(true);
    }

    /** A proxy without faults before a port of loopback. */
    public static FaultyProxy before(int target) {
        try {
            FaultyProxy proxy =
                    new FaultyProxy(
                            new ServerSocket(
                                    Ports.next(), BACKLOG, InetAddress.getLoopbackAddress()),
                            target);
            proxy.accepting.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                connect(client);
            } catch (IOException e) {
                // The proxy was closed, or the client is gone already.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            ProxiedConnection connection =
                    new ProxiedConnection(client, server, () -> network, connections::remove);
            connections.add(connection);
            connection.start();
        } catch (IOException e) {
            // As if the server itself had refused.
            client.setSoLinger(true, 0);
            client.close();
        }
    }

    /** The port to connect to, on loopback. */
    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections were made so far. */
    public int accepted() {
        return accepted.get();
    }

    /** Passes everything on as fast as it can, from now on. */
    public void heal() {
        network = Network.PERFECT;
    }

    /** Holds back what comes for that long. */
    public void latency(Duration delay) {
        network = new Network(delay, Long.MAX_VALUE, Network.WHOLE, Long.MAX_VALUE);
    }

    /** Passes on no more than that in a second, in each direction of each connection. */
    public void bandwidth(long bytesPerSecond) {
        network = new Network(Duration.ZERO, bytesPerSecond, Network.WHOLE, Long.MAX_VALUE);
    }

    /** Cuts what comes into pieces of so many bytes. */
    public void slice(int bytes) {
        network = new Network(Duration.ZERO, Long.MAX_VALUE, bytes, Long.MAX_VALUE);
    }

    /** Resets each connection whose server has sent so many bytes since it was made. */
    public void cutAfter(long bytes) {
        network = new Network(Duration.ZERO, Long.MAX_VALUE, Network.WHOLE, bytes);
    }

    /** Resets all connections. */
    public void reset() {
        connections.forEach(ProxiedConnection::reset);
    }

    /**
     * Passes nothing on any more over the connections that there are, and closes none of them, as a
     * firewall does that has forgotten them. New connections work.
     */
    public void halfOpen() {
        connections.forEach(ProxiedConnection::freeze);
    }

    @Override
    public void close() {
        try {
            listener.close();
            // A thread in accept() lets one more connection in after the close.
            accepting.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            reset();
        }
    }
}
