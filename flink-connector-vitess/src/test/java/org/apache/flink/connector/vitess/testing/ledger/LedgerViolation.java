// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import org.apache.flink.runtime.execution.SuppressRestartsException;

/** What an oracle found. Fails the job for good. */
final class LedgerViolation extends SuppressRestartsException {

    private static final long serialVersionUID = 1;

    /**
     * A violation.
     *
     * @param oracle the oracle of the fault matrix that found it
     */
    LedgerViolation(String oracle, String what, LedgerChange change) {
        super(new AssertionError(oracle + ": " + what + ", but it is " + change));
    }
}
