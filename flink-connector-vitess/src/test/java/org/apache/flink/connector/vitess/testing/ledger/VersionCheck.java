// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Oracles LEDGER and CHANGELOG for each key: the versions come one by one, an insert finds no row,
 * and an update or delete finds exactly the row before it. Where a table is copied again, a key
 * begins again, once, with its row at that time, which is no older than what was known.
 */
final class VersionCheck extends KeyedProcessFunction<String, LedgerChange, LedgerChange> {

    private static final long serialVersionUID = 1;

    private final Map<String, Integer> rounds;

    /**
     * A check.
     *
     * @param rounds how often each table was to be copied again; a table may be missing
     */
    VersionCheck(Map<String, Integer> rounds) {
        this.rounds = new HashMap<>(rounds);
    }

    /**
     * What is known of a key.
     *
     * @param row the row as text; null if it is deleted
     * @param version the version of the row, or of the deleted one
     * @param round how often the table had been copied again
     */
    public record Known(String row, long version, int round) {}

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
        Known last = known.value();
        int round = rounds.getOrDefault(change.table(), 0);
        if (last != null && last.round() < round) {
            checkFirstAgain(last, change);
        } else {
            check(last, change);
        }
        known.update(new Known(change.afterText(), change.version(), round));
        out.collect(change);
    }

    /** A row that was deleted since then, and inserted again, may come out of the log. */
    private static void checkFirstAgain(Known last, LedgerChange change) {
        String was = "version " + last.version() + " " + last.row() + " of the former copy";
        if (change.before() != null) {
            throw new LedgerViolation("CHANGELOG", "a row without one before after " + was, change);
        }
        boolean mayBeTheSame = change.snapshot() && last.row() != null;
        if (change.version() < last.version() + (mayBeTheSame ? 0 : 1)) {
            throw new LedgerViolation("LEDGER", "expected a later version after " + was, change);
        }
        if (change.version() == last.version() && !last.row().equals(change.afterText())) {
            throw new LedgerViolation("CHANGELOG", "expected the same row after " + was, change);
        }
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
