// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.cdc.common.data.RecordData;
import org.apache.flink.cdc.common.event.DataChangeEvent;
import org.apache.flink.cdc.common.event.Event;
import org.apache.flink.cdc.runtime.typeutils.EventTypeInfo;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.change.SchemaChange;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.util.Collector;

/**
 * Turns the changes of a subtask's shards into the events of a pipeline: each table's columns
 * before its first row, and what widens them before the first row that needs it.
 *
 * <p>After a restart it tells all of them again, as the pipeline's operators keep no state of what
 * a subtask told. An update that changes the primary key is a DELETE and an INSERT, as the pipeline
 * distributes rows by it.
 */
final class EventDeserializationSchema implements VitessDeserializationSchema<Event> {

    private static final long serialVersionUID = 1;

    private final ValuePolicies policies;
    private final List<VitessMetadataColumn> metadata;

    private transient Map<String, PublishedTable> tables;

    /** The metadata of the last change. */
    private transient Map<String, String> meta;

    private transient ChangeSource metaOf;

    /**
     * For the rows of a keyspace.
     *
     * @param policies what to do with values that Flink does not have
     * @param metadata what each event brings besides the row
     */
    EventDeserializationSchema(ValuePolicies policies, List<VitessMetadataColumn> metadata) {
        this.policies = policies;
        this.metadata = List.copyOf(metadata);
    }

    @Override
    public void deserialize(RowChange change, Collector<Event> out) {
        PublishedTable table = table(change.schema());
        change.before().ifPresent(row -> admit(table, row.schema(), out));
        change.after().ifPresent(row -> admit(table, row.schema(), out));
        Map<String, String> its = meta(change.source());
        switch (change.kind()) {
            case INSERT -> out.collect(insert(table, change.after().orElseThrow(), its));
            case DELETE -> out.collect(delete(table, change.before().orElseThrow(), its));
            case UPDATE -> update(table, change, its, out);
        }
    }

    private static void update(
            PublishedTable table,
            RowChange change,
            Map<String, String> meta,
            Collector<Event> out) {
        RowImage before = change.before().orElseThrow();
        RowImage after = change.after().orElseThrow();
        if (table.haveOtherKeys(before, after)) {
            out.collect(delete(table, before, meta));
            out.collect(insert(table, after, meta));
        } else {
            RecordData former = table.record(before);
            out.collect(DataChangeEvent.updateEvent(table.id(), former, table.record(after), meta));
        }
    }

    private static Event insert(PublishedTable table, RowImage row, Map<String, String> meta) {
        return DataChangeEvent.insertEvent(table.id(), table.record(row), meta);
    }

    private static Event delete(PublishedTable table, RowImage row, Map<String, String> meta) {
        return DataChangeEvent.deleteEvent(table.id(), table.record(row), meta);
    }

    @Override
    public void deserialize(SchemaChange change, Collector<Event> out) {
        change.after().ifPresent(columns -> admit(table(columns), columns, out));
    }

    private static void admit(PublishedTable table, TableSchema columns, Collector<Event> out) {
        table.admit(columns).forEach(out::collect);
    }

    private PublishedTable table(TableSchema schema) {
        if (tables == null) {
            tables = new HashMap<>();
        }
        return tables.computeIfAbsent(
                schema.table(), name -> new PublishedTable(PipelineTypes.id(schema), policies));
    }

    /** Many rows in turn have the same: those of a transaction, or of a copy. */
    private Map<String, String> meta(ChangeSource source) {
        if (source != metaOf) {
            meta = new HashMap<>();
            metadata.forEach(column -> meta.put(column.getName(), column.text(source)));
            metaOf = source;
        }
        return meta;
    }

    @Override
    public TypeInformation<Event> getProducedType() {
        return new EventTypeInfo();
    }
}
