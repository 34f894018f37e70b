// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;

/** Ends a stream with a status, as vtgate or vttablet would. */
final class StreamFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Status.Code code;
    private final boolean fromTablet;

    private StreamFailure(Status.Code code, String message, boolean fromTablet) {
        super(message, null, false, false);
        this.code = code;
        this.fromTablet = fromTablet;
    }

    static StreamFailure ofVtgate(Status.Code code, String message) {
        return new StreamFailure(code, message, false);
    }

    static StreamFailure ofTablet(Status.Code code, String message) {
        return new StreamFailure(code, message, true);
    }

    Status.Code code() {
        return code;
    }

    boolean fromTablet() {
        return fromTablet;
    }
}
