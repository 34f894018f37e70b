// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.cdc.common.event.DataChangeEvent;
import org.apache.flink.cdc.common.event.Event;
import org.apache.flink.cdc.common.event.SchemaChangeEvent;
import org.apache.flink.cdc.common.event.TableId;
import org.apache.flink.cdc.common.schema.Schema;
import org.apache.flink.cdc.common.utils.SchemaUtils;

/** Writes the rows of a pipeline to {@link SinkTables}, by the columns that the pipeline tells. */
record TableSink(String tables) implements Sink<Event> {

    @Override
    @SuppressWarnings("deprecation")
    public SinkWriter<Event> createWriter(InitContext context) {
        return new Writer(SinkTables.of(tables));
    }

    @Override
    public SinkWriter<Event> createWriter(WriterInitContext context) {
        return new Writer(SinkTables.of(tables));
    }

    private static final class Writer implements SinkWriter<Event> {

        private final SinkTables tables;
        private final Map<TableId, Schema> schemas = new HashMap<>();

        Writer(SinkTables tables) {
            this.tables = tables;
        }

        @Override
        public void write(Event event, Context context) {
            if (event instanceof SchemaChangeEvent change) {
                schemas.compute(
                        change.tableId(),
                        (table, schema) -> SchemaUtils.applySchemaChangeEvent(schema, change));
            } else if (event instanceof DataChangeEvent change) {
                tables.write(change, schemas.get(change.tableId()));
            }
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
