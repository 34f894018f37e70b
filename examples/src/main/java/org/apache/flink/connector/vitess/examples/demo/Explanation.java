// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.demo;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** The one message of a failure that is worth a user's time. */
public final class Explanation {

    private Explanation() {}

    /** What the first cause says that is more than wrapping. */
    public static String of(Throwable failure) {
        Throwable cause =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                        .filter(candidate -> !isWrapping(candidate))
                        .findFirst()
                        .orElse(failure);
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private static boolean isWrapping(Throwable failure) {
        String name = failure.getClass().getName();
        return failure instanceof ExecutionException
                || failure.getClass() == RuntimeException.class
                || name.startsWith("org.apache.flink.runtime.")
                || name.startsWith("org.apache.flink.util.");
    }
}
