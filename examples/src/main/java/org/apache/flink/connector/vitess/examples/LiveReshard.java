// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedReshard;

/**
 * Splits the shards of the embedded Vitess and merges them back, again and again, while rows change
 * and Flink reads them.
 *
 * <p>One thread calls {@link #step}, the threads of Flink's tasks call {@link #arrived}.
 */
final class LiveReshard {

    /** So many changes are seen on the same shards. */
    private static final int CHANGES_BETWEEN = 12;

    private final EmbeddedDatabase database;
    private final Ledger ledger;
    private final Screen screen;
    private final Set<String> awaited = new HashSet<>();
    private EmbeddedReshard underWay;
    private int changes;

    LiveReshard(EmbeddedDatabase database, Ledger ledger, Screen screen) {
        this.database = database;
        this.ledger = ledger;
        this.screen = screen;
    }

    /** To be called before each change that is made, when the former ones have had their time. */
    void step() {
        if (underWay != null) {
            completeIfTakenOver();
        } else if (++changes > CHANGES_BETWEEN) {
            begin();
        }
    }

    private void begin() {
        List<String> from = database.shards();
        underWay = database.reshard();
        List<String> to = database.shards();
        synchronized (awaited) {
            awaited.addAll(to);
        }
        screen.note(
                "%s  %s  ->  %s: Vitess has switched the traffic"
                        .formatted(
                                from.size() < to.size() ? "SPLIT" : "MERGE",
                                String.join(" ", from),
                                String.join(" ", to)));
    }

    /** A change came from a shard. */
    void arrived(String shard) {
        synchronized (awaited) {
            awaited.remove(shard);
        }
    }

    /** The old shards are deleted only when nobody reads them, as docs/resharding.md asks for. */
    private void completeIfTakenOver() {
        List<String> missing;
        synchronized (awaited) {
            missing = new ArrayList<>(awaited);
        }
        if (missing.isEmpty() && ledger.isSettled()) {
            underWay.complete();
            underWay = null;
            changes = 0;
            screen.note(
                    "DONE   Flink reads %s; %s"
                            .formatted(String.join(" ", database.shards()), ledger.verdict()));
        }
    }
}
