// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamRequest;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.apache.flink.connector.vitess.proto.vtgateservice.VitessGrpc;

/** One VStream call with the plain generated stub. Keeps every response, for one test thread. */
final class StreamRecorder implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    private final ManagedChannel channel;
    // Both are guarded by this.
    private final List<VStreamResponse> responses = new ArrayList<>();
    private Status end;

    StreamRecorder(int port, VStreamRequest request) {
        channel =
                ManagedChannelBuilder.forAddress("127.0.0.1", port)
                        .usePlaintext()
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .build();
        VitessGrpc.newStub(channel).vStream(request, new Recording());
    }

    /** Waits until the events so far fulfil the condition, and returns them. */
    List<VEvent> await(String what, Predicate<List<VEvent>> condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        synchronized (this) {
            while (!condition.test(events())) {
                if (end != null) {
                    throw new AssertionError("ended before " + what + ": " + end + "\n" + this);
                }
                awaitChange(deadline, what);
            }
            return events();
        }
    }

    /** Waits until an event fulfils the condition, and returns all events up to then. */
    List<VEvent> awaitEvent(String what, Predicate<VEvent> condition) {
        return await(what, events -> events.stream().anyMatch(condition));
    }

    /** Waits for the end of the call. */
    Status awaitEnd() {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        synchronized (this) {
            while (end == null) {
                awaitChange(deadline, "the end");
            }
            return end;
        }
    }

    private void awaitChange(long deadline, String what) {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new AssertionError("no " + what + " within " + DEADLINE + "\n" + this);
        }
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** All events so far. */
    synchronized List<VEvent> events() {
        return responses.stream().flatMap(r -> r.getEventsList().stream()).toList();
    }

    /** All responses so far. */
    synchronized List<VStreamResponse> responses() {
        return List.copyOf(responses);
    }

    synchronized boolean isOpen() {
        return end == null;
    }

    @Override
    public synchronized String toString() {
        return responses.stream()
                .map(r -> r.getEventsList().stream().map(Events::print).toList().toString())
                .collect(Collectors.joining("\n", "received:\n", ""));
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private final class Recording implements StreamObserver<VStreamResponse> {
        @Override
        public void onNext(VStreamResponse response) {
            synchronized (StreamRecorder.this) {
                responses.add(response);
                StreamRecorder.this.notifyAll();
            }
        }

        @Override
        public void onError(Throwable error) {
            end(Status.fromThrowable(error));
        }

        @Override
        public void onCompleted() {
            end(Status.OK);
        }

        private void end(Status status) {
            synchronized (StreamRecorder.this) {
                end = status;
                StreamRecorder.this.notifyAll();
            }
        }
    }
}
