// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** A fault that must turn a run red: without it nobody knows that the oracles see anything. */
public enum PlantedFault {
    /** No fault. */
    NONE,
    /** The source loses a change. */
    DROP,
    /** The source repeats a change. */
    DUPLICATE,
    /** The source lets a change come after one of a later transaction of its shard. */
    SWAP,
    /** The sink loses a change. */
    LOSE;

    /** The fault is in this change of the log that updates an account, or, in the sink, any. */
    static final int NTH = 50;

    FlatMapFunction<LedgerChange, LedgerChange> operator() {
        return new Operator(this);
    }

    private static final class Operator implements FlatMapFunction<LedgerChange, LedgerChange> {

        private static final long serialVersionUID = 1;

        private final PlantedFault fault;
        private int updates;
        private LedgerChange held;

        Operator(PlantedFault fault) {
            this.fault = fault;
        }

        @Override
        public void flatMap(LedgerChange change, Collector<LedgerChange> out) {
            boolean update =
                    LedgerTable.isAccount(change.table())
                            && change.before() != null
                            && change.after() != null;
            if (update && ++updates == NTH && fault != NONE && fault != LOSE) {
                switch (fault) {
                    case DUPLICATE -> {
                        out.collect(change);
                        out.collect(change);
                    }
                    case SWAP -> held = change;
                    default -> {}
                }
                return;
            }
            out.collect(change);
            if (held != null && isLater(change)) {
                out.collect(held);
                held = null;
            }
        }

        private boolean isLater(LedgerChange change) {
            return change.shard().equals(held.shard()) && !change.gtid().equals(held.gtid());
        }
    }
}
