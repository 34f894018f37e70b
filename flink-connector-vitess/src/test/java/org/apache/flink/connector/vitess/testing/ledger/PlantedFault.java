// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** A fault that must turn a run red: without it there is no proof that the oracles see anything. */
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

    /** Which change of the log has the fault; in the source only updates of accounts count. */
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
            if (held != null) {
                letHeldOut(change, out);
            } else if (isUpdate(change) && ++updates == NTH) {
                plant(change, out);
            } else {
                out.collect(change);
            }
        }

        private static boolean isUpdate(LedgerChange change) {
            return LedgerTable.isAccount(change.table())
                    && change.before() != null
                    && change.after() != null
                    && !change.moves();
        }

        private void plant(LedgerChange change, Collector<LedgerChange> out) {
            switch (fault) {
                case DROP -> {}
                case DUPLICATE -> {
                    out.collect(change);
                    out.collect(change);
                }
                case SWAP -> held = change;
                default -> out.collect(change);
            }
        }

        /** A copied row has no place in the log, so a swap with one would be no fault. */
        private boolean isLaterInTheLog(LedgerChange change) {
            return !change.snapshot()
                    && change.shard().equals(held.shard())
                    && !change.gtid().equals(held.gtid());
        }

        /** Changes of one key stay in order, so that only the transactions' order is wrong. */
        private void letHeldOut(LedgerChange change, Collector<LedgerChange> out) {
            if (change.rowKey().equals(held.rowKey())) {
                out.collect(held);
                held = null;
                updates = NTH - 1;
                flatMap(change, out);
            } else {
                out.collect(change);
                if (isLaterInTheLog(change)) {
                    out.collect(held);
                    held = null;
                }
            }
        }
    }
}
