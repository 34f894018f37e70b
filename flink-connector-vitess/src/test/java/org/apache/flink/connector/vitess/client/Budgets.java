// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

/** What a memory budget counts, for tests of other packages. */
public final class Budgets {

    private Budgets() {}

    /** The bytes that are in use or kept free. */
    public static long used(MemoryBudget budget) {
        return budget.used();
    }
}
