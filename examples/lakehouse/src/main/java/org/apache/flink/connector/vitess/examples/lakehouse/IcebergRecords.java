// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.util.Collector;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.sink.dynamic.DynamicRecord;
import org.apache.iceberg.flink.sink.dynamic.DynamicRecordGenerator;

/** Tells Iceberg's sink of each row its table, its columns and its key. */
final class IcebergRecords implements DynamicRecordGenerator<TableRow> {

    private static final long serialVersionUID = 1;

    private final String namespace;
    private final int parallelism;

    /** The sink is quick only if rows of the same columns have the same schema object. */
    private transient Map<String, RowFormat> formats;

    /**
     * Prepares it.
     *
     * @param namespace where the tables are
     * @param parallelism how many writers share a table
     */
    IcebergRecords(String namespace, int parallelism) {
        this.namespace = namespace;
        this.parallelism = parallelism;
    }

    @Override
    public void generate(TableRow row, Collector<DynamicRecord> out) {
        if (formats == null) {
            formats = new HashMap<>();
        }
        RowFormat format = formats.computeIfAbsent(row.columns(), RowFormat::of);
        DynamicRecord record =
                new DynamicRecord(
                        TableIdentifier.of(namespace, row.table()),
                        SnapshotRef.MAIN_BRANCH,
                        format.columns(),
                        format.read(row.row()),
                        PartitionSpec.unpartitioned(),
                        DistributionMode.HASH,
                        parallelism);
        record.setEqualityFields(format.columns().identifierFieldNames());
        out.collect(record);
    }
}
