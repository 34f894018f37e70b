// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.flink.sink.dynamic.DynamicIcebergSink;

/** The job: rows of all tables of a keyspace become rows of tables of the same names. */
final class Lakehouse {

    /** More than a keyspace has. Beyond them the sink asks the catalog for each row. */
    private static final int MAX_TABLES = 10_000;

    private Lakehouse() {}

    /** A catalog in a folder, for one job at a time. Take that of your lake instead. */
    static CatalogLoader folder(String warehouse) {
        return CatalogLoader.hadoop("lake", new Configuration(), Map.of("warehouse", warehouse));
    }

    /** A source of all tables, also of those to come. It creates and alters them in the lake. */
    static VitessSourceBuilder<TableRow> source(CatalogLoader catalog, String namespace) {
        return VitessSource.<TableRow>builder()
                .tableList(".*")
                .scanNewlyAddedTableEnabled(true)
                .deserializer(new LakeDeserializer(catalog, namespace));
    }

    /** Adds the job to the environment. */
    static void define(
            StreamExecutionEnvironment env,
            VitessSource<TableRow> source,
            CatalogLoader catalog,
            String namespace) {
        write(
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "vitess")
                        .uid("vitess")
                        .flatMap(new FormerColumns())
                        .uid("former-columns")
                        .name("former columns"),
                catalog,
                namespace);
    }

    /** Writes rows that have the columns of their table in the lake. */
    static void write(DataStream<TableRow> rows, CatalogLoader catalog, String namespace) {
        DynamicIcebergSink.forInput(rows)
                .generator(
                        new IcebergRecords(
                                namespace, rows.getExecutionEnvironment().getParallelism()))
                .catalogLoader(catalog)
                // Else the first rows of a table take another way, and lose their order.
                .immediateTableUpdate(true)
                // Unknown columns are looked up at once, known ones never again.
                .cacheRefreshMs(0)
                .cacheMaxSize(MAX_TABLES)
                .caseSensitive(false)
                .uidPrefix("iceberg")
                .append();
    }
}
