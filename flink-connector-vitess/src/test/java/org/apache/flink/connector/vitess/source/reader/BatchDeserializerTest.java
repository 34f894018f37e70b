// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.deserialization.DebeziumJsonDeserializationSchema;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.source.metrics.ReaderMetrics;
import org.apache.flink.connector.vitess.testing.RegisteredMetrics;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.junit.jupiter.api.Test;

class BatchDeserializerTest {

    private static final Shard SHARD = new Shard("shop", "-80");
    private static final ShardPosition AFTER = ShardPosition.inLog("MySQL56/u:1-6", List.of("a"));

    @Test
    void aValueThatCannotBeReadIsNamedWithItsPlace() {
        TableSchema schema =
                new TableSchema(
                        "shop",
                        "a",
                        List.of(new Column("id", MySqlType.INT64, "bigint", 63, true, true)));
        RowChange change =
                new RowChange(
                        Optional.empty(),
                        Optional.of(new RowImage(schema, new byte[] {'x'}, new int[] {1})),
                        new ChangeSource(SHARD, "a", "u:7", Optional.of(Instant.EPOCH)));
        SourceReaderMetricGroup group = new RegisteredMetrics().reader();
        BatchDeserializer<String> deserializer =
                new BatchDeserializer<>(
                        new DebeziumJsonDeserializationSchema(),
                        new ReaderMetrics(group, () -> 0, () -> 0));

        assertThatThrownBy(
                        () ->
                                deserializer.deserialize(
                                        FetchedBatch.of(new ChangeBatch(List.of(change), AFTER))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "The INSERT of table 'a' in shard shop/-80, in transaction 'u:7' before"
                                + " position 'MySQL56/u:1-6', cannot be read. ")
                .hasMessageContaining("'id'")
                .hasMessageContaining("bigint");
        assertThat(group.getNumRecordsInErrorsCounter().getCount()).isEqualTo(1);
    }
}
