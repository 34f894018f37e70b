// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.config.ExecutionConfigOptions;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.FactoryUtil;

/**
 * The watermarks of {@code SOURCE_WATERMARK()}: each shard's own, which trail its log. Copied rows
 * do not move them.
 *
 * @param strategy makes those of rows, and says when a shard is idle
 * @param delay by how much all of them trail the log
 */
record SourceWatermarks(WatermarkStrategy<RowData> strategy, Duration delay) {

    /** What the options of a table and of the session ask for. */
    static SourceWatermarks of(ReadableConfig options, ReadableConfig session) {
        Duration delay = options.get(VitessConnectorOptions.SCAN_SOURCE_WATERMARK_DELAY);
        WatermarkStrategy<RowData> strategy = WatermarkStrategy.forBoundedOutOfOrderness(delay);
        Duration idle =
                options.getOptional(FactoryUtil.SOURCE_IDLE_TIMEOUT)
                        .orElse(session.get(ExecutionConfigOptions.TABLE_EXEC_SOURCE_IDLE_TIMEOUT));
        if (!idle.isZero()) {
            strategy = strategy.withIdleness(idle);
        }
        if (options.getOptional(FactoryUtil.WATERMARK_ALIGNMENT_GROUP).isPresent()) {
            strategy =
                    strategy.withWatermarkAlignment(
                            options.get(FactoryUtil.WATERMARK_ALIGNMENT_GROUP),
                            options.get(FactoryUtil.WATERMARK_ALIGNMENT_MAX_DRIFT),
                            options.get(FactoryUtil.WATERMARK_ALIGNMENT_UPDATE_INTERVAL));
        }
        return new SourceWatermarks(strategy, delay);
    }
}
