// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import org.apache.flink.annotation.PublicEvolving;

/** vtgate could not be asked, or refused. The message names the cause and what to change. */
@PublicEvolving
public final class VitessException extends RuntimeException {

    private static final long serialVersionUID = 1;

    VitessException(String message, Throwable cause) {
        super(message, cause);
    }

    VitessException(String message) {
        super(message);
    }
}
