// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import org.apache.flink.annotation.PublicEvolving;

/**
 * The stream holds something that cannot be passed on correctly. The message names the shard, the
 * position, and what to do.
 */
@PublicEvolving
public class StreamFormatException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StreamFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
