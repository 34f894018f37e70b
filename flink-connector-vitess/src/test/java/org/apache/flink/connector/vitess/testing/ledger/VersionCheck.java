// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Oracles LEDGER and CHANGELOG for each key: the versions come one by one, an insert finds no row,
 * and an update or delete finds exactly the row before it.
 */
final class VersionCheck extends KeyedProcessFunction<String, LedgerChange, LedgerChange> {

    private static final long serialVersionUID = 1;

    /**
     * What is known of a key.
     *
     * @param row the row as text; null if it is deleted
     * @param version the version of the row, or of the deleted one
     */
    public record Known(String row, long version) {}

    private transient ValueState<Known> known;

    @Override
    public void open(OpenContext context) {
        known =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "known", TypeInformation.of(Known.class)));
    }

    @Override
    public void processElement(LedgerChange change, Context context, Collector<LedgerChange> out)
            throws Exception {
        check(known.value(), change);
        known.update(new Known(change.afterText(), change.version()));
        out.collect(change);
    }

    private static void check(Known last, LedgerChange change) {
        if ((change.beforeText() + change.afterText()).contains(LedgerTable.ROLLED_BACK)) {
            throw new LedgerViolation("LEDGER", "only committed transactions expected", change);
        }
        if (last == null && change.before() == null) {
            return;
        }
        String was = last == null ? "no row yet" : "version " + last.version() + " " + last.row();
        if (change.snapshot() || last == null) {
            throw new LedgerViolation("CHANGELOG", "expected after " + was, change);
        }
        long expected = last.version() + (change.after() == null ? 0 : 1);
        if (change.version() != expected) {
            throw new LedgerViolation("LEDGER", "version " + expected + " after " + was, change);
        }
        if (!String.valueOf(last.row()).equals(String.valueOf(change.beforeText()))) {
            throw new LedgerViolation("CHANGELOG", "the row before was " + last.row(), change);
        }
    }
}
