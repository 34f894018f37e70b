// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.data.RowData;

/**
 * Makes the source part of a job. Flink's own provider of sources leaves their watermarks out, so
 * they would not be made shard by shard.
 */
record VitessScanProvider(
        VitessSource<RowData> source,
        WatermarkStrategy<RowData> watermarks,
        String name,
        Optional<Integer> parallelism)
        implements DataStreamScanProvider {

    @Override
    public DataStream<RowData> produceDataStream(
            ProviderContext context, StreamExecutionEnvironment environment) {
        DataStreamSource<RowData> stream =
                environment.fromSource(source, watermarks, name, source.getProducedType());
        context.generateUid("vitess-source").ifPresent(stream::uid);
        return stream;
    }

    @Override
    public boolean isBounded() {
        return source.getBoundedness() == Boundedness.BOUNDED;
    }

    @Override
    public Optional<Integer> getParallelism() {
        return parallelism;
    }
}
