// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import java.util.Objects;
import org.apache.flink.annotation.Internal;

/**
 * The part of a transaction that was emitted before its end came. Part of the source's state.
 *
 * <p>The server sends the transaction again from its start; the order of its rows is fixed by the
 * binary log, so they are skipped by their number.
 *
 * @param gtid the transaction's own GTID; empty if the server does not send it
 * @param rows how many row changes of the transaction were dealt with, at least 1. Counted are
 *     those of the tables whose copy has begun, whether they came out or not
 * @param rules the {@linkplain TableRules#fingerprint fingerprint} of the rules under which they
 *     were counted
 */
@Internal
public record OpenTransaction(String gtid, long rows, String rules) {

    public OpenTransaction {
        Objects.requireNonNull(gtid, "gtid");
        Objects.requireNonNull(rules, "rules");
        if (rows < 1) {
            throw new IllegalArgumentException("An open transaction with " + rows + " rows");
        }
    }
}
