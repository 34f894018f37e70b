// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each fault, before a server that sends back what it gets. */
@Timeout(30)
class FaultyProxyTest {

    private static final int SIZE = 20_000;

    private ServerSocket echo;
    private Thread accepting;
    private FaultyProxy proxy;

    @BeforeEach
    void start() throws Exception {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        accepting = new Thread(this::serve, "echo");
        accepting.start();
        proxy = FaultyProxy.before(echo.getLocalPort());
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        stopServer();
    }

    /** A thread in accept() lets one more connection in after the close, so its end is awaited. */
    private void stopServer() throws Exception {
        echo.close();
        accepting.join();
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket socket = echo.accept();
                new Thread(() -> answer(socket), "echo-connection").start();
            } catch (IOException e) {
                // The end of the test.
            }
        }
    }

    private static void answer(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // The connection was reset.
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Sends bytes, and returns how many came back. */
    private static int exchange(Socket socket, int size) throws IOException {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31);
        }
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        byte[] back = socket.getInputStream().readNBytes(size);
        assertThat(back).isEqualTo(Arrays.copyOf(bytes, back.length));
        return back.length;
    }

    private static long nanos(Socket socket, int size) throws IOException {
        long start = System.nanoTime();
        assertThat(exchange(socket, size)).isEqualTo(size);
        return System.nanoTime() - start;
    }

    @Test
    void passesBytesOnInBothDirections() throws Exception {
        try (Socket one = connect();
                Socket other = connect()) {
            assertThat(exchange(one, SIZE)).isEqualTo(SIZE);
            assertThat(exchange(other, SIZE)).isEqualTo(SIZE);
        }
        assertThat(proxy.accepted()).isEqualTo(2);
    }

    @Test
    void latencyHoldsBackBothDirections() throws Exception {
        proxy.latency(Duration.ofMillis(200));
        try (Socket socket = connect()) {
            assertThat(nanos(socket, 10)).isGreaterThanOrEqualTo(400_000_000);
        }
    }

    @Test
    void bandwidthIsBounded() throws Exception {
        proxy.bandwidth(SIZE);
        try (Socket socket = connect()) {
            // A second in each direction, at the same time.
            assertThat(nanos(socket, SIZE)).isGreaterThanOrEqualTo(900_000_000);
        }
    }

    @Test
    void slicesArriveInOrder() throws Exception {
        proxy.slice(3);
        try (Socket socket = connect()) {
            assertThat(exchange(socket, 1_000)).isEqualTo(1_000);
        }
    }

    @Test
    void aConnectionIsCutAfterBytesOfTheServer() throws Exception {
        proxy.cutAfter(SIZE);
        try (Socket socket = connect()) {
            assertThat(exchange(socket, SIZE)).isEqualTo(SIZE);
            assertThatThrownBy(() -> exchange(socket, 1)).isInstanceOf(SocketException.class);
        }
        proxy.heal();
        try (Socket socket = connect()) {
            assertThat(exchange(socket, 2 * SIZE)).isEqualTo(2 * SIZE);
        }
    }

    @Test
    void aResetEndsConnectionsAndNewOnesWork() throws Exception {
        try (Socket socket = connect()) {
            exchange(socket, SIZE);
            proxy.reset();
            assertThatThrownBy(() -> exchange(socket, SIZE)).isInstanceOf(SocketException.class);
        }
        try (Socket socket = connect()) {
            assertThat(exchange(socket, SIZE)).isEqualTo(SIZE);
        }
    }

    @Test
    void aHalfOpenConnectionIsSilentAndNewOnesWork() throws Exception {
        try (Socket socket = connect()) {
            exchange(socket, SIZE);
            proxy.halfOpen();
            socket.setSoTimeout(500);
            assertThatThrownBy(() -> exchange(socket, SIZE))
                    .isInstanceOf(SocketTimeoutException.class);
            try (Socket other = connect()) {
                assertThat(exchange(other, SIZE)).isEqualTo(SIZE);
            }
        }
    }

    @Test
    void aServerThatIsGoneRefusesThroughTheProxy() throws Exception {
        stopServer();
        try (Socket socket = connect()) {
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class);
        }
    }
}
