// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

/**
 * A table that a {@link LedgerJob} copies again, as its user would have it: the sink's table is
 * damaged, then copied again at a restore, and the rows that did not come again are deleted. While
 * it is copied again, the oracles of the job accept each of its keys once more.
 */
public final class CopyAgain {

    private final LedgerJob job;
    private final String table;

    private CopyAgain(LedgerJob job, String table) {
        this.job = job;
        this.table = table;
    }

    /** The next start of the job copies a table again. */
    public static CopyAgain of(LedgerJob job, Ledger ledger, String table) {
        job.committed().copyAgain(table);
        ledger.mayBeSkipped(table);
        return new CopyAgain(job, table);
    }

    /** Loses and changes rows of a table in a job's sink. */
    public static void damage(LedgerJob job, String table) {
        job.committed().damage(table);
    }

    /**
     * Deletes the rows that did not come again, once the table is copied.
     *
     * @return how many
     */
    public int deleteUntouched() {
        return job.committed().sweep(table);
    }
}
