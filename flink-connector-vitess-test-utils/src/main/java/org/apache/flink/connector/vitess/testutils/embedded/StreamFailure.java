// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;

/** Ends a stream with a status, as vtgate or vttablet would. */
final class StreamFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Who says so, and what vtgate does then. */
    enum Origin {
        VTGATE,
        TABLET,
        /** vtgate looks for another tablet; here, there is none. */
        TABLET_TO_AVOID
    }

    private final Status.Code code;
    private final Origin origin;

    private StreamFailure(Status.Code code, String message, Origin origin) {
        super(message, null, false, false);
        this.code = code;
        this.origin = origin;
    }

    static StreamFailure ofVtgate(Status.Code code, String message) {
        return new StreamFailure(code, message, Origin.VTGATE);
    }

    static StreamFailure ofTablet(Status.Code code, String message) {
        return new StreamFailure(code, message, Origin.TABLET);
    }

    static StreamFailure ofTabletToAvoid(Status.Code code, String message) {
        return new StreamFailure(code, message, Origin.TABLET_TO_AVOID);
    }

    Status.Code code() {
        return code;
    }

    Origin origin() {
        return origin;
    }
}
