// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.connector.vitess.config.Endpoint;

/** An HTTP/2 server that sends any bytes, and frames that no library sends. */
final class RawVtgate implements AutoCloseable {

    private static final int PREFACE = 24;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int ACK = 1;

    /** The first frames of each connection. */
    static final byte[] HELLO =
            joined(frame(SETTINGS, 0, 0, new byte[0]), frame(SETTINGS, ACK, 0, new byte[0]));

    /** What is done with a connection. */
    interface Script {

        /** The client has connected, and said nothing yet. */
        default void onConnect(Connection connection) throws IOException {
            connection.send(HELLO);
        }

        /** The client has asked for a stream. */
        void onRequest(Connection connection, int stream) throws IOException;
    }

    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final Script script;

    /** A server on a free port of the loopback interface. */
    RawVtgate(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    Endpoint endpoint() {
        return new Endpoint(
                InetAddress.getLoopbackAddress().getHostAddress(), server.getLocalPort());
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = server.accept();
            sockets.add(socket);
            thread(() -> serve(new Connection(socket)));
        }
    }

    private void serve(Connection connection) throws IOException {
        script.onConnect(connection);
        DataInputStream in = new DataInputStream(connection.socket.getInputStream());
        in.readFully(new byte[PREFACE]);
        while (true) {
            int lengthAndType = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[lengthAndType >>> 8];
            in.readFully(payload);
            int type = lengthAndType & 0xff;
            if (type == PING && (flags & ACK) == 0) {
                connection.send(frame(PING, ACK, 0, payload));
            } else if (type == DATA && (flags & END_STREAM) != 0) {
                script.onRequest(connection, stream);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                work.run();
                            } catch (IOException e) {
                                // The client, or the test, has ended the connection.
                            }
                        },
                        "raw-vtgate");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** A client's connection. */
    static final class Connection {

        private final Socket socket;

        private Connection(Socket socket) {
            this.socket = socket;
        }

        void send(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        /** Ends the connection after all that was sent. */
        void end() throws IOException {
            socket.close();
        }

        /** Ends the connection as a crash does: what was sent may be lost. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** A frame that asks for an answer. */
    static byte[] ping() {
        return frame(PING, 0, 0, new byte[8]);
    }

    /** A frame that has to be acknowledged. */
    static byte[] settings() {
        return frame(SETTINGS, 0, 0, new byte[0]);
    }

    /** The headers of an answer. */
    static byte[] headers(int stream) {
        return headers(stream, "identity");
    }

    static byte[] headers(int stream, String encoding) {
        byte[] status200 = {(byte) 0x88};
        return frame(
                HEADERS,
                END_HEADERS,
                stream,
                joined(
                        status200,
                        header("content-type", "application/grpc"),
                        header("grpc-encoding", encoding)));
    }

    /** The end of an answer. */
    static byte[] trailers(int stream, int status, String message) {
        return frame(
                HEADERS,
                END_HEADERS | END_STREAM,
                stream,
                joined(
                        header("grpc-status", Integer.toString(status)),
                        header("grpc-message", message)));
    }

    /** One header, uncompressed; both texts are shorter than 127 bytes. */
    private static byte[] header(String name, String value) {
        byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
        byte[] valueBytes = value.getBytes(StandardCharsets.US_ASCII);
        return joined(
                new byte[] {0, (byte) nameBytes.length},
                nameBytes,
                new byte[] {(byte) valueBytes.length},
                valueBytes);
    }

    /** A part of an answer. */
    static byte[] data(int stream, byte[] bytes) {
        return frame(DATA, 0, stream, bytes);
    }

    /** A message, after what gRPC puts before it. */
    static byte[] message(int compressed, int length, byte[] bytes) {
        return ByteBuffer.allocate(5 + bytes.length)
                .put((byte) compressed)
                .putInt(length)
                .put(bytes)
                .array();
    }

    static byte[] message(byte[] bytes) {
        return message(0, bytes.length, bytes);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
