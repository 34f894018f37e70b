// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.config.ReaderConfig;
import org.apache.flink.connector.vitess.config.RetryPolicy;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.config.TableSelection;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.metrics.ReaderMetrics;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.testing.RegisteredMetrics;
import org.apache.flink.util.Collector;

/** The connector's reader of the shard {@code shop/-80}, from the socket to the records. */
final class HostileReader implements AutoCloseable {

    static final Shard SHARD = new Shard("shop", "-80");

    private final RegisteredMetrics metrics = new RegisteredMetrics();
    private final List<String> rows = new ArrayList<>();
    private final VitessSplitReader<String> reader;

    HostileReader(Endpoint endpoint, ShardPosition start, int retries) {
        this(List.of(endpoint), start, retries);
    }

    HostileReader(List<Endpoint> endpoints, ShardPosition start, int retries) {
        this(endpoints, start, retries, System::nanoTime);
    }

    HostileReader(
            List<Endpoint> endpoints, ShardPosition start, int retries, LongSupplier nanoTime) {
        reader =
                new VitessSplitReader<>(
                        config(endpoints, retries),
                        new Lines(),
                        new ReaderMetrics(metrics.reader(), nanoTime, () -> 0),
                        nanoTime);
        reader.handleSplitsChanges(new SplitsAddition<>(List.of(new VitessSplit(SHARD, start))));
    }

    static VitessSourceConfig config(List<Endpoint> endpoints, int retries) {
        return new VitessSourceConfig(
                connection(endpoints),
                "shop",
                new TableSelection(List.of("a"), false),
                RowSelection.all(),
                TabletType.PRIMARY,
                RetryPolicy.of(retries, Duration.ofMillis(2)),
                ReaderConfig.defaults(),
                StartupOptions.initial(),
                BoundedOptions.unbounded());
    }

    static ConnectionConfig connection(List<Endpoint> endpoints) {
        return new ConnectionConfig(
                endpoints,
                null,
                Map.of(),
                null,
                64 << 20,
                Duration.ofSeconds(10),
                Duration.ofSeconds(2));
    }

    /** Reads until so many rows have come in all. Returns all that have come. */
    List<String> read(int count) {
        while (rows.size() < count) {
            fetch();
        }
        return rows;
    }

    /** Reads as a fetcher does once. Returns how many batches came. */
    int fetch() {
        int batches = 0;
        RecordsWithSplitIds<RecordBatch<String>> fetched = reader.fetch();
        while (fetched.nextSplit() != null) {
            for (RecordBatch<String> batch = fetched.nextRecordFromSplit();
                    batch != null;
                    batch = fetched.nextRecordFromSplit()) {
                rows.addAll(batch.records());
                batch.release().run();
                batches++;
            }
        }
        return batches;
    }

    /** Wakes the reader up now and then, so that it sees the time of a clock that is not real. */
    AutoCloseable awake() {
        Thread alarm =
                new Thread(
                        () -> {
                            try {
                                while (true) {
                                    reader.wakeUp();
                                    TimeUnit.MILLISECONDS.sleep(20);
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        alarm.setDaemon(true);
        alarm.start();
        return alarm::interrupt;
    }

    Object metric(String name) {
        return metrics.values("reader.VitessSource.keyspace.shop.shard.-80.").get(name);
    }

    @Override
    public void close() {
        reader.close();
    }

    /** What happened to a row, and its values. */
    private static final class Lines implements VitessDeserializationSchema<String> {

        private static final long serialVersionUID = 1;

        @Override
        public void deserialize(RowChange change, Collector<String> out) {
            RowImage row = change.after().or(change::before).orElseThrow();
            List<String> values = new ArrayList<>();
            values.add(change.kind().toString());
            for (int column = 0; column < row.schema().columns().size(); column++) {
                values.add(
                        row.isNull(column)
                                ? "NULL"
                                : new String(row.bytes(column), StandardCharsets.UTF_8));
            }
            out.collect(String.join(" ", values));
        }

        @Override
        public TypeInformation<String> getProducedType() {
            return Types.STRING;
        }
    }
}
