// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;

/** What goes wrong with the stream that a response belongs to. */
public sealed interface Fault {

    /**
     * The call ends, as with a failing vtgate.
     *
     * @param status what the client gets, after the response
     * @return the fault
     */
    static Fault fail(Status status) {
        return new Fail(status);
    }

    /**
     * The tablet of the response's shard fails, and vtgate continues with another one; see {@link
     * EmbeddedVitess#retryStreams}. A transaction of many responses is sent to its end first.
     *
     * @return the fault
     */
    static Fault retry() {
        return new Retry();
    }

    /**
     * @param status the end of the call
     */
    record Fail(Status status) implements Fault {
        /** Fails for a status that is no error. */
        public Fail {
            if (status.isOk()) {
                throw new IllegalArgumentException("OK is no failure");
            }
        }
    }

    /** Another tablet. */
    record Retry() implements Fault {}
}
