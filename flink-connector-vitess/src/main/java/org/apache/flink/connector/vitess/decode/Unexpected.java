// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.io.IOException;

/** What no vtgate sends. Something else sent it, or damaged it on its way. */
final class Unexpected {

    private static final String REMEDY =
            ". No vtgate sends this: check what answers at 'hostname' and 'port' and what is"
                    + " between, and restart from the last checkpoint";

    private Unexpected() {}

    /** The failure for something unexpected. */
    static IllegalStateException of(String what) {
        return of(what, null);
    }

    /** The failure for bytes that cannot be read as a response. */
    static IllegalStateException response(IOException cause) {
        return of("a response is damaged (" + cause.getMessage() + ")", cause);
    }

    /** The failure for something unexpected that could not be read. */
    static IllegalStateException of(String what, Exception cause) {
        return new IllegalStateException(what + REMEDY, cause);
    }
}
