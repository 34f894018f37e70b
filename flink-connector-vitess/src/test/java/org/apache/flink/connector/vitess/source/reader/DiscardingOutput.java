// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** Ignores what a reader emits. */
final class DiscardingOutput implements ReaderOutput<String> {

    @Override
    public void collect(String element) {}

    @Override
    public void collect(String element, long timestamp) {}

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<String> createOutputForSplit(String splitId) {
        return this;
    }

    @Override
    public void releaseOutputForSplit(String splitId) {}
}
