// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import org.apache.flink.annotation.Internal;

/**
 * MySQL has not said what the decoder needs of it. Nothing is wrong with the stream: it can be read
 * again from the position, by a new decoder.
 */
@Internal
public abstract class NotAnsweredException extends RuntimeException {

    private static final long serialVersionUID = 1;

    protected NotAnsweredException(Throwable cause) {
        super(cause);
    }
}
