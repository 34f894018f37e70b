// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.iceberg.flink.CatalogLoader;

/** Turns changes of any table into rows to delete from the lake, and to add to it. */
final class LakeDeserializer implements VitessDeserializationSchema<TableRow> {

    private static final long serialVersionUID = 1;

    private final CatalogLoader catalog;
    private final String namespace;

    private transient LakeTables lake;
    private transient Map<String, LakeTable> tables;

    LakeDeserializer(CatalogLoader catalog, String namespace) {
        this.catalog = catalog;
        this.namespace = namespace;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        lake = new LakeTables(catalog.loadCatalog(), namespace);
        tables = new HashMap<>();
    }

    @Override
    public void deserialize(RowChange change, Collector<TableRow> out) {
        LakeTable table = table(change.source().table());
        change.before().ifPresent(row -> out.collect(table.deletion(row)));
        change.after().ifPresent(row -> out.collect(table.insertion(row)));
    }

    private LakeTable table(String name) {
        return tables.computeIfAbsent(name, table -> new LakeTable(table, lake));
    }

    @Override
    public TypeInformation<TableRow> getProducedType() {
        return TypeInformation.of(TableRow.class);
    }
}
