// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import java.util.NoSuchElementException;
import java.util.function.Supplier;

/** Reads answers to statements, which a server may not have given rows that fit. */
final class Answers {

    private Answers() {}

    /**
     * What is read out of answers.
     *
     * @param action what was asked for, for error messages
     * @param reading throws anything if an answer lacks rows or columns, or has texts for numbers
     * @throws VitessException if it does
     */
    static <T> T read(String action, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (ArithmeticException
                | IndexOutOfBoundsException
                | IllegalArgumentException
                | IllegalStateException
                | NoSuchElementException e) {
            throw unexpected(action, e.getMessage(), e);
        }
    }

    /** The exception for an answer that is none. */
    static VitessException unexpected(String action, String what, Exception cause) {
        return new VitessException(
                "Cannot %s: no vtgate answers this way (%s): check what answers at 'hostname' and 'port' and what is between"
                        .formatted(action, what),
                cause);
    }
}
