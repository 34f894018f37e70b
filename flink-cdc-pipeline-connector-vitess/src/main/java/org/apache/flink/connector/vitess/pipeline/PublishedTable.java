// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.flink.cdc.common.data.RecordData;
import org.apache.flink.cdc.common.event.SchemaChangeEvent;
import org.apache.flink.cdc.common.event.TableId;
import org.apache.flink.cdc.common.schema.Schema;
import org.apache.flink.cdc.common.utils.SchemaMergingUtils;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;
import org.apache.flink.connector.vitess.schema.TableSchema;

/**
 * A table as a subtask has told it to the pipeline. Its columns are those of all rows so far, which
 * the shards of the subtask may have in different forms. For one thread.
 */
final class PublishedTable {

    /** Each stream that is opened brings schemas of its own; those of former ones are forgotten. */
    private static final int MAX_FORMS = 1000;

    private final TableId id;
    private final ValuePolicies policies;
    private final Map<TableSchema, Form> forms = new IdentityHashMap<>();

    /** Null before the first row. */
    private Schema schema;

    /** The form of some rows: what is found once for their columns. */
    private record Form(RecordConverter converter, int[] key) {}

    PublishedTable(TableId id, ValuePolicies policies) {
        this.id = id;
        this.policies = policies;
    }

    /** Its name in the pipeline. */
    TableId id() {
        return id;
    }

    /**
     * Takes note of the columns that rows have.
     *
     * @return what the pipeline has to be told before such a row; mostly nothing
     * @throws IllegalArgumentException if the pipeline cannot have such rows, too; the message says
     *     why and what to do
     */
    List<SchemaChangeEvent> admit(TableSchema columns) {
        if (forms.containsKey(columns)) {
            return List.of();
        }
        Schema former = schema;
        Schema added = PipelineTypes.schema(columns);
        schema = former == null ? added : WidenedSchema.of(id, former, added);
        if (!schema.equals(former) || forms.size() == MAX_FORMS) {
            forms.clear();
        }
        forms.put(columns, form(columns));
        return schema.equals(former)
                ? List.of()
                : SchemaMergingUtils.getSchemaDifference(id, former, schema);
    }

    private Form form(TableSchema columns) {
        int[] key =
                IntStream.range(0, columns.columns().size())
                        .filter(column -> columns.columns().get(column).primaryKey())
                        .toArray();
        return new Form(new RecordConverter(columns, schema, policies), key);
    }

    /**
     * The record of a row whose columns were {@link #admit admitted}.
     *
     * @throws IllegalArgumentException if a value does not fit; the message names the column
     */
    RecordData record(RowImage row) {
        return formOf(row).converter().convert(row);
    }

    /** Whether two rows are told apart by the primary key. */
    boolean haveOtherKeys(RowImage before, RowImage after) {
        int[] keyBefore = formOf(before).key();
        int[] keyAfter = formOf(after).key();
        return IntStream.range(0, keyBefore.length)
                .anyMatch(
                        i -> !Arrays.equals(before.bytes(keyBefore[i]), after.bytes(keyAfter[i])));
    }

    private Form formOf(RowImage row) {
        // Another row may have widened the table since.
        return forms.computeIfAbsent(row.schema(), this::form);
    }
}
