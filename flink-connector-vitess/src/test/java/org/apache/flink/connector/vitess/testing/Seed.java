// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.util.concurrent.ThreadLocalRandom;

/** The seed of a test's random numbers. {@code -Dseed} repeats one that a test has printed. */
public final class Seed {

    private static final int BOUND = 1_000_000_000;

    private static final String PROPERTY = "seed";

    private Seed() {}

    /** The given one, or else a new one; printed. */
    public static long choose() {
        Long given = Long.getLong(PROPERTY);
        long seed = given == null ? ThreadLocalRandom.current().nextInt(BOUND) : given;
        System.out.println("-Dseed=" + seed);
        return seed;
    }

    /** Whether one is repeated. Tests that try many seeds then try no other. */
    public static boolean isGiven() {
        return Long.getLong(PROPERTY) != null;
    }
}
