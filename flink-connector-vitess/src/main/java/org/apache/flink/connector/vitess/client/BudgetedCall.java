// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

/** A call that asks for responses as its share of a {@link MemoryBudget} has room. Any thread. */
interface BudgetedCall {

    /** Asks for one more response. */
    void request();

    /** Ends the call, whose response has to wait for its turn. */
    void crowdOut();
}
