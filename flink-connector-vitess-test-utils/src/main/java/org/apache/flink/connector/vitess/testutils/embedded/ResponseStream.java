// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Instant;
import java.util.List;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;

/**
 * The responses of one call. A sender waits while the client does not read, so nothing piles up
 * here. Any thread may use it.
 */
final class ResponseStream {
    private final ServerCallStreamObserver<VStreamResponse> observer;
    // All below is guarded by this.
    private boolean ended;
    private long lastSentNanos = System.nanoTime();

    /** Call it before the handler of the call returns, as gRPC wants it for the callbacks. */
    ResponseStream(ServerCallStreamObserver<VStreamResponse> observer, Runnable onCancel) {
        this.observer = observer;
        observer.setOnReadyHandler(this::wake);
        observer.setOnCancelHandler(
                () -> {
                    end();
                    onCancel.run();
                });
    }

    /** Sends one response as soon as the client reads; false if the call has ended. */
    synchronized boolean send(List<VEvent> events) throws InterruptedException {
        while (!observer.isReady() && !ended) {
            wait();
        }
        if (ended) {
            return false;
        }
        observer.onNext(VStreamResponse.newBuilder().addAllEvents(events).build());
        lastSentNanos = System.nanoTime();
        return true;
    }

    /** Sends a HEARTBEAT if nothing was sent for that long and the client reads. */
    synchronized void heartbeat(long idleNanos) {
        if (ended || !observer.isReady() || System.nanoTime() - lastSentNanos < idleNanos) {
            return;
        }
        Instant now = Instant.now();
        VEvent heartbeat =
                VEvent.newBuilder()
                        .setType(VEventType.HEARTBEAT)
                        .setTimestamp(now.getEpochSecond())
                        .setCurrentTime(now.getEpochSecond() * 1_000_000_000L + now.getNano())
                        .build();
        observer.onNext(VStreamResponse.newBuilder().addEvents(heartbeat).build());
        lastSentNanos = System.nanoTime();
    }

    synchronized void fail(Status status) {
        if (!ended) {
            ended = true;
            observer.onError(status.asRuntimeException());
            notifyAll();
        }
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    private synchronized void wake() {
        notifyAll();
    }
}
