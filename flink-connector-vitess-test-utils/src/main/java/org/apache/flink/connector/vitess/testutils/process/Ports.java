// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hands out ports that no process listens on, each once in this JVM.
 *
 * <p>They lie below the range from which Linux takes ports for outgoing connections. So a port is
 * still free when its process is killed and started again.
 */
public final class Ports {

    static final int FIRST = 12_000;
    static final int END = 32_000;
    private static final int ATTEMPTS = 1000;

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** A port on loopback that was free a moment ago and is not given out again. */
    public static int next() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from %d to %d".formatted(FIRST, END));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
