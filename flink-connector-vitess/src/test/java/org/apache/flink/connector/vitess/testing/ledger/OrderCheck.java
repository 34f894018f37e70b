// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Oracle ORDER: within a shard the transactions of each server come in the order of their numbers.
 */
final class OrderCheck extends KeyedProcessFunction<String, LedgerChange, LedgerChange> {

    private static final long serialVersionUID = 1;

    private transient MapState<String, Long> last;

    @Override
    public void open(OpenContext context) {
        last =
                getRuntimeContext()
                        .getMapState(new MapStateDescriptor<>("last", String.class, Long.class));
    }

    @Override
    public void processElement(LedgerChange change, Context context, Collector<LedgerChange> out)
            throws Exception {
        if (!change.snapshot()) {
            check(change);
        }
        out.collect(change);
    }

    private void check(LedgerChange change) throws Exception {
        int colon = change.gtid().lastIndexOf(':');
        String server = change.gtid().substring(0, colon);
        long number = Long.parseLong(change.gtid().substring(colon + 1));
        Long before = last.get(server);
        if (before != null && number < before) {
            throw new LedgerViolation("ORDER", "after transaction " + before, change);
        }
        if (before == null || number > before) {
            last.put(server, number);
        }
    }
}
