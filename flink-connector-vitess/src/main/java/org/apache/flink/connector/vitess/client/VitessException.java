// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import org.apache.flink.annotation.PublicEvolving;

/** vtgate could not be asked, or refused. The message names the cause and what to change. */
@PublicEvolving
public final class VitessException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean retryable;

    VitessException(String message, Throwable cause, boolean retryable) {
        super(message, cause);
        this.retryable = retryable;
    }

    VitessException(String message, Throwable cause) {
        this(message, cause, false);
    }

    VitessException(String message) {
        this(message, null);
    }

    /** A failure that a later attempt may no longer meet. */
    public static VitessException temporary(String message) {
        return new VitessException(message, null, true);
    }

    /**
     * Whether the tablet cannot evaluate a condition, as old rows have other columns than the
     * table.
     */
    public boolean isOfCondition() {
        return getMessage().contains("cannot use column names in vstream filter")
                || getMessage().matches("(?s).*column .* not found in table .*");
    }

    /** Whether the same call may succeed later: a connection broke, or a tablet moved. */
    public boolean retryable() {
        return retryable;
    }
}
