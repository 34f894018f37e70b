// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Counts the rows of a shard by their kind. Fetcher thread only. */
final class RowCounters {

    private final Counter copied;
    private final Counter inserted;
    private final Counter updated;
    private final Counter deleted;
    private final Map<String, Counter> copiedByTable = new HashMap<>();

    RowCounters(MetricGroup shard) {
        copied = shard.counter(SourceMetric.NUM_SNAPSHOT_RECORDS.key());
        inserted = shard.counter(SourceMetric.NUM_INSERT_RECORDS.key());
        updated = shard.counter(SourceMetric.NUM_UPDATE_RECORDS.key());
        deleted = shard.counter(SourceMetric.NUM_DELETE_RECORDS.key());
    }

    /** Counts the copied rows of a table also there. */
    void addTable(String table, Counter counter) {
        copiedByTable.put(table, counter);
    }

    /** Counts the changes of a batch. Its copied rows are of one table. */
    void count(List<RowChange> changes) {
        String table = null;
        long copies = 0;
        long inserts = 0;
        long updates = 0;
        for (RowChange change : changes) {
            if (change.source().snapshot()) {
                table = change.source().table();
                copies++;
            } else if (change.kind() == RowChange.Kind.INSERT) {
                inserts++;
            } else if (change.kind() == RowChange.Kind.UPDATE) {
                updates++;
            }
        }
        copied.inc(copies);
        inserted.inc(inserts);
        updated.inc(updates);
        deleted.inc(changes.size() - copies - inserts - updates);
        if (copies > 0) {
            copiedByTable.get(table).inc(copies);
        }
    }
}
