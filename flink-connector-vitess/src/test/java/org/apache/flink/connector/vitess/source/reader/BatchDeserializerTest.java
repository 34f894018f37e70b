// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.change.TransactionBoundary;
import org.apache.flink.connector.vitess.change.TransactionBoundary.Kind;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.decode.ChangeBatch.PlacedBoundary;
import org.apache.flink.connector.vitess.deserialization.DebeziumJsonDeserializationSchema;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.source.metrics.ReaderMetrics;
import org.apache.flink.connector.vitess.testing.RegisteredMetrics;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.util.Collector;
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
                        new ChangeSource(SHARD, "a", "u:7", Optional.of(Instant.EPOCH), ""));
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

    @Test
    void boundariesComeBetweenTheChangesWithTheirTimes() {
        BatchDeserializer<String> deserializer = deserializer(new Orders());

        RecordBatch<String> records =
                deserializer.deserialize(
                        FetchedBatch.of(
                                batch(
                                        List.of(change(1, 1), change(2, 1), change(1, 2)),
                                        boundary(0, Kind.BEGIN, 1),
                                        boundary(2, Kind.END, 1),
                                        boundary(2, Kind.BEGIN, 2),
                                        boundary(3, Kind.END, 2))));

        assertThat(records.records())
                .containsExactly("BEGIN", "1", "2", "END", "BEGIN", "1", "END");
        assertThat(Arrays.copyOf(records.timestamps(), 7))
                .containsExactly(1000, 1000, 1000, 1000, 2000, 2000, 2000);
    }

    @Test
    void aBoundaryThatCannotBeHandledIsNamed() {
        BatchDeserializer<String> deserializer =
                deserializer(
                        new Orders() {
                            private static final long serialVersionUID = 1;

                            @Override
                            public void deserialize(
                                    TransactionBoundary boundary, Collector<String> out) {
                                throw new IllegalStateException("Not today.");
                            }
                        });

        assertThatThrownBy(
                        () ->
                                deserializer.deserialize(
                                        FetchedBatch.of(
                                                batch(List.of(), boundary(0, Kind.END, 1)))))
                .hasMessage(
                        "The END of transaction 'u:7' in shard shop/-80 cannot be handled."
                                + " Not today.");
    }

    /** The place of each change, and the kinds of boundaries. */
    private static class Orders implements VitessDeserializationSchema<String> {
        private static final long serialVersionUID = 1;

        @Override
        public void deserialize(RowChange change, Collector<String> out) {
            out.collect(Long.toString(change.transactionOrder()));
        }

        @Override
        public void deserialize(TransactionBoundary boundary, Collector<String> out) {
            out.collect(boundary.kind().name());
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }

    private static BatchDeserializer<String> deserializer(
            VitessDeserializationSchema<String> schema) {
        return new BatchDeserializer<>(
                schema, new ReaderMetrics(new RegisteredMetrics().reader(), () -> 0, () -> 0));
    }

    private static ChangeBatch batch(List<RowChange> changes, PlacedBoundary... boundaries) {
        return new ChangeBatch(
                changes,
                List.of(boundaries),
                List.of(),
                Set.of(),
                AFTER,
                Optional.empty(),
                Optional.empty());
    }

    private static RowChange change(int order, int second) {
        TableSchema schema =
                new TableSchema(
                        "shop",
                        "a",
                        List.of(new Column("id", MySqlType.INT64, "bigint", 63, true, true)));
        RowImage row = new RowImage(schema, new byte[] {'1'}, new int[] {1});
        return new RowChange(null, row, source(second), order, order);
    }

    private static PlacedBoundary boundary(int index, Kind kind, int second) {
        return new PlacedBoundary(
                index, new TransactionBoundary(kind, source(second), new TreeMap<>()));
    }

    private static ChangeSource source(int second) {
        return new ChangeSource(SHARD, "a", "u:7", Optional.of(Instant.ofEpochSecond(second)), "");
    }
}
