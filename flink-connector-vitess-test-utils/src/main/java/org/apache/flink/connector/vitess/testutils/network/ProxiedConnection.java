// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.network;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A connection through a proxy: two sockets, and a thread for each direction. */
final class ProxiedConnection {

    private final Socket client;
    private final Socket server;
    private final Supplier<Network> network;
    private final Consumer<ProxiedConnection> onEnd;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean frozen;

    ProxiedConnection(
            Socket client,
            Socket server,
            Supplier<Network> network,
            Consumer<ProxiedConnection> onEnd)
            throws IOException {
        this.client = client;
        this.server = server;
        this.network = network;
        this.onEnd = onEnd;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    void start() {
        start("to", () -> pass(client, server, false));
        start("from", () -> pass(server, client, true));
    }

    private void start(String direction, Runnable work) {
        Thread thread = new Thread(work, "proxy-" + direction + "-" + server.getPort());
        thread.setDaemon(true);
        thread.start();
    }

    private void pass(Socket from, Socket to, boolean ofServer) {
        byte[] bytes = new byte[Network.WHOLE];
        long passed = 0;
        try {
            int read = from.getInputStream().read(bytes, 0, network.get().most());
            while (read >= 0) {
                Network now = network.get();
                TimeUnit.NANOSECONDS.sleep(now.time(read).toNanos());
                if (frozen) {
                    ended.await();
                    return;
                }
                if (ofServer && passed + read > now.cutAfter()) {
                    to.getOutputStream()
                            .write(bytes, 0, (int) Math.max(0, now.cutAfter() - passed));
                    reset();
                    return;
                }
                to.getOutputStream().write(bytes, 0, read);
                passed += read;
                read = from.getInputStream().read(bytes, 0, now.most());
            }
            end(false);
        } catch (IOException e) {
            // One side has reset its connection, so the other one gets a reset, too.
            reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reset();
        }
    }

    /** Nothing passes any more. */
    void freeze() {
        frozen = true;
    }

    /** Ends both sides with a reset. */
    void reset() {
        end(true);
    }

    private void end(boolean reset) {
        onEnd.accept(this);
        ended.countDown();
        close(client, reset);
        close(server, reset);
    }

    private static void close(Socket socket, boolean reset) {
        try {
            if (reset && !socket.isClosed()) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            // It was closed by its other side, or the other thread.
        }
    }
}
