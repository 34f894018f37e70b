// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job: rows of all tables of a keyspace become rows of tables of the same names. */
final class Mirror {

    private Mirror() {}

    /** A source of all tables, also of those to come. */
    static VitessSourceBuilder<TableChange> source() {
        return VitessSource.<TableChange>builder()
                .tableList(".*")
                .scanNewlyAddedTableEnabled(true)
                .deserializer(new ChangeDeserializer());
    }

    /** Adds the job to the environment. */
    static void define(
            StreamExecutionEnvironment env, VitessSource<TableChange> source, Postgres postgres) {
        write(
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "vitess").uid("vitess"),
                postgres);
    }

    /**
     * Writes changes. As many subtasks as the source has: so the changes of a row stay in the order
     * in which its shard made them.
     */
    static void write(DataStream<TableChange> changes, Postgres postgres) {
        // No record is changed once it is made.
        changes.getExecutionEnvironment().getConfig().enableObjectReuse();
        changes.sinkTo(new PostgresSink(postgres)).uid("postgres").name("postgres");
    }
}
