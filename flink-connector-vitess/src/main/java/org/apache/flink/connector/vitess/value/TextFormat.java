// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import org.apache.flink.annotation.Internal;

/** How the values of a column become text. For one thread, because some keep their buffers. */
@Internal
@FunctionalInterface
public interface TextFormat {

    /**
     * Appends a value that is not NULL.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    void append(byte[] buffer, int start, int length, TextBuffer out);
}
