// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.util.Collector;

/**
 * Puts before each row a deletion of the same key with each of the columns that rows of its table
 * had before it, and that are not committed yet.
 *
 * <p>Iceberg's sink has a writer for each form of a table's columns, and what they wrote until a
 * checkpoint is one commit. There a deletion only affects rows of its own writer and of earlier
 * commits: a row that was inserted before an {@code ALTER TABLE} and changed after it, both within
 * one checkpoint, would be there twice.
 *
 * <p>Keeps nothing over a restart, as nothing that was written and not committed is left then.
 */
final class FormerColumns extends RichFlatMapFunction<TableRow, TableRow>
        implements CheckpointedFunction, CheckpointListener {

    private static final long serialVersionUID = 1;

    /** For each table the columns of rows that may not be committed, the present ones last. */
    private transient Map<String, Map<String, Form>> tables;

    /** The last checkpoint that has begun. */
    private transient long begun;

    /** Rows of some columns. */
    private static final class Form {
        final RowFormat format;

        /** The last checkpoint before the last row. */
        long after;

        Form(String columns) {
            format = RowFormat.of(columns);
        }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
        tables = new HashMap<>();
        begun = context.getRestoredCheckpointId().orElse(0);
    }

    @Override
    public void flatMap(TableRow row, Collector<TableRow> out) {
        Map<String, Form> forms =
                tables.computeIfAbsent(row.table(), name -> new LinkedHashMap<>());
        Form present = forms.computeIfAbsent(row.columns(), Form::new);
        present.after = begun;
        if (forms.size() > 1) {
            deleteFromOthers(row, forms, present, out);
        }
        out.collect(row);
    }

    private static void deleteFromOthers(
            TableRow row, Map<String, Form> forms, Form present, Collector<TableRow> out) {
        forms.forEach(
                (columns, form) -> {
                    if (form != present) {
                        KeyDeletion.of(present.format.read(row.row()), present.format, form.format)
                                .map(bytes -> new TableRow(row.table(), columns, bytes))
                                .ifPresent(out::collect);
                    }
                });
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        begun = context.getCheckpointId();
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        for (Map<String, Form> forms : tables.values()) {
            Iterator<Form> all = forms.values().iterator();
            while (forms.size() > 1 && all.hasNext()) {
                if (all.next().after < checkpointId) {
                    all.remove();
                }
            }
        }
    }
}
