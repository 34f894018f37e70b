// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.vitess.source.enumerator.VitessEnumeratorState;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.EmbeddedLedgerDatabase;
import org.apache.flink.connector.vitess.testing.ledger.Ledger;
import org.apache.flink.connector.vitess.testing.ledger.LedgerChange;
import org.apache.flink.connector.vitess.testing.ledger.LedgerDeserializer;
import org.apache.flink.connector.vitess.testing.ledger.LedgerJob;
import org.apache.flink.connector.vitess.testing.ledger.LedgerWriter;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Flink's options that change when a source is read, and what becomes of its records. */
@Timeout(120)
class UnalignedITCase {

    private static final List<String> TABLES = List.of("account", "item", "t1");

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    /** One reader has both shards, so that it pauses each of them alone. */
    @Test
    @Fault("C14")
    void unalignedCheckpointsReusedObjectsAndPausedSplits(
            Figures figures, @InjectMiniCluster MiniCluster cluster) throws Exception {
        long seed = Seed.choose();
        CountedPauses.pauses.set(0);
        TaskManagers taskManagers = new TaskManagers(cluster);
        try (EmbeddedVitess vitess = EmbeddedVitess.builder().vstreamPacketSize(500).start()) {
            EmbeddedLedgerDatabase database =
                    new EmbeddedLedgerDatabase(vitess.createKeyspace("bank", "-80", "80-"), TABLES);
            for (String table : TABLES) {
                database.fill(table, 2_000);
            }
            Ledger ledger = Ledger.open(database, TABLES);
            try (LedgerJob job = new LedgerJob();
                    LedgerWriter writer = ledger.startWriter(seed)) {
                job.option("execution.checkpointing.unaligned.enabled", "true");
                job.option("pipeline.object-reuse", "true");
                job.watermarks(
                        WatermarkStrategy.<LedgerChange>forMonotonousTimestamps()
                                .withTimestampAssigner((change, time) -> skewedTime(change))
                                .withIdleness(Duration.ofMillis(500))
                                .withWatermarkAlignment(
                                        "shards", Duration.ofMillis(1), Duration.ofMillis(20)));
                job.start(source(vitess), 1);
                job.awaitLog(ledger);
                for (int i = 0; i < 3; i++) {
                    int pauses = CountedPauses.pauses.get();
                    job.await(job.when(change -> CountedPauses.pauses.get() > pauses));
                    taskManagers.replaceAll();
                }
                job.finish(ledger, writer);
                figures.add("paused splits", CountedPauses.pauses.get());
                figures.add("changes", job.committedChanges());
                figures.add("restarts of tasks", job.restarts());
            }
        }
        assertThat(CountedPauses.pauses).hasPositiveValue();
    }

    /** When it is read; now the one, now the other shard is ahead, and is paused for that. */
    private static long skewedTime(LedgerChange change) {
        long now = System.currentTimeMillis();
        boolean isAhead = now / 200 % 2 == 0 == change.shard().equals("-80");
        return isAhead ? now + 100 : now;
    }

    private static Source<LedgerChange, ?, ?> source(EmbeddedVitess vitess) {
        return new CountedPauses(
                VitessSource.<LedgerChange>builder()
                        .hostname(vitess.host())
                        .port(vitess.port())
                        .keyspace("bank")
                        .tableList(TABLES.toArray(String[]::new))
                        .deserializer(new LedgerDeserializer())
                        .build());
    }

    /** Counts the splits that its readers are told to pause. */
    private record CountedPauses(VitessSource<LedgerChange> source)
            implements Source<LedgerChange, VitessSplit, VitessEnumeratorState> {

        private static final AtomicInteger pauses = new AtomicInteger();

        @Override
        public Boundedness getBoundedness() {
            return source.getBoundedness();
        }

        @Override
        @SuppressWarnings("unchecked")
        public SourceReader<LedgerChange, VitessSplit> createReader(SourceReaderContext context)
                throws Exception {
            SourceReader<LedgerChange, VitessSplit> reader = source.createReader(context);
            return (SourceReader<LedgerChange, VitessSplit>)
                    Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {SourceReader.class},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("pauseOrResumeSplits")) {
                                    pauses.addAndGet(((Collection<?>) arguments[0]).size());
                                }
                                try {
                                    return method.invoke(reader, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
        }

        @Override
        public SplitEnumerator<VitessSplit, VitessEnumeratorState> createEnumerator(
                SplitEnumeratorContext<VitessSplit> context) {
            return source.createEnumerator(context);
        }

        @Override
        public SplitEnumerator<VitessSplit, VitessEnumeratorState> restoreEnumerator(
                SplitEnumeratorContext<VitessSplit> context, VitessEnumeratorState state) {
            return source.restoreEnumerator(context, state);
        }

        @Override
        public SimpleVersionedSerializer<VitessSplit> getSplitSerializer() {
            return source.getSplitSerializer();
        }

        @Override
        public SimpleVersionedSerializer<VitessEnumeratorState>
                getEnumeratorCheckpointSerializer() {
            return source.getEnumeratorCheckpointSerializer();
        }
    }
}
