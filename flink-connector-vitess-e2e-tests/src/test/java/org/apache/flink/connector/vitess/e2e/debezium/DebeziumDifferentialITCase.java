// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.deserialization.DebeziumJsonDeserializationSchema;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Debezium's connector for Vitess and this one read the same random transactions, and have to say
 * the same of them, event by event, but for what {@link Rule} lists.
 *
 * <p>{@code -Dseed} repeats the statements, {@code -Dvitess.random.transactions} makes more of
 * them.
 */
@Timeout(300)
class DebeziumDifferentialITCase {

    private static final Logger LOG = LoggerFactory.getLogger(DebeziumDifferentialITCase.class);

    private static final long SEED = Seed.choose();

    /** Of each shard, before and after the ALTER TABLE. */
    private static final int TRANSACTIONS = Integer.getInteger("vitess.random.transactions", 200);

    private static final List<String> SHARDS = List.of("-80", "80-");

    private static final DebeziumJsonDeserializationSchema JSON =
            new DebeziumJsonDeserializationSchema();

    /** Values in the form that they have by Debezium's defaults. */
    private static final DebeziumJsonDeserializationSchema ALIKE =
            JSON.withDebeziumOption("bigint.unsigned.handling.mode", "string")
                    .withDebeziumOption("time.precision.mode", "adaptive_time_microseconds");

    /** The rules that are not needed then. */
    private static final Map<Rule, Integer> BY_OPTIONS =
            Map.of(
                    Rule.UNSIGNED, 0,
                    Rule.DATE, 0,
                    Rule.TIME, 0,
                    Rule.DATETIME_MILLIS, 0,
                    Rule.DATETIME_MICROS, 0);

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("shop").shards(SHARDS.toArray(new String[0]));

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.slots(4);

    private final Map<String, RandomTable> tables = new HashMap<>();

    private final List<RandomWriter> writers =
            SHARDS.stream()
                    .map(
                            shard ->
                                    new RandomWriter(
                                            VITESS, "shop/" + shard, SEED + shard.hashCode()))
                    .toList();

    @Test
    @Fault("E8")
    void bothConnectorsSayTheSameOfEachChange(@TempDir Path folder, Figures figures)
            throws Exception {
        createTables();
        Comparison comparison = new Comparison("shop", SHARDS, tables);
        List<String> ours;
        List<String> oursAlike;
        List<String> debeziums;
        int begin;
        int end;
        try (DebeziumProcess debezium = DebeziumProcess.start(properties(), folder);
                ChangelogJob job = ChangelogJob.start(source(JSON), 2);
                ChangelogJob alike = ChangelogJob.start(source(ALIKE), 2)) {
            Fences fences = new Fences(VITESS, "shop", SHARDS, List.of(job, alike), debezium);
            begin = fences.awaitReading();
            write(RandomTable.all());
            fences.await();
            write(alter());
            end = fences.await();
            ours = job.lines();
            oursAlike = alike.lines();
            debeziums = debezium.lines();
        }

        comparison.requireEqual(ours, debeziums, begin, end);
        LOG.info("{} changes compared, 0 differences; seed {}", comparison.compared(), SEED);
        figures.add("events of both", comparison.compared());
        figures.add("unexplained differences", 0);
        LOG.info("What was different by design: {}", comparison.fired());
        assertThat(comparison.fired()).allSatisfy(DebeziumDifferentialITCase::requireNeeded);
        Comparison byOptions = new Comparison("shop", SHARDS, tables);
        byOptions.requireEqual(oursAlike, debeziums, begin, end);
        assertThat(byOptions.fired())
                .as("what is different with Debezium's options")
                .containsAllEntriesOf(BY_OPTIONS);
        PlantedFault.requireAllFound(
                ours,
                debeziums,
                new Random(SEED),
                (changed, theirs) ->
                        new Comparison("shop", SHARDS, tables)
                                .requireEqual(changed, theirs, begin, end));
    }

    private static void requireNeeded(Rule rule, int times) {
        boolean needed = rule != Rule.DECIMAL || VITESS.vitess().version().equals("24.0.0");
        assertThat(times > 0).as("%s was needed", rule).isEqualTo(needed);
    }

    private void createTables() {
        tables.put("fence", RandomTable.FENCE);
        RandomTable.all().forEach(table -> tables.put(table.name(), table));
        VITESS.vitess()
                .applySchema(
                        "shop",
                        tables.values().stream()
                                .map(RandomTable::create)
                                .collect(Collectors.joining(";")));
    }

    private List<RandomTable> alter() {
        RandomColumn added =
                RandomColumn.of("added", "datetime(3)", "2024-02-29 00:00:00", "1999-12-31");
        VITESS.vitess().applySchema("shop", "alter table altered add column added " + added.type());
        tables.computeIfPresent("altered", (name, table) -> table.with(added));
        return RandomTable.all().stream().map(table -> tables.get(table.name())).toList();
    }

    /** Both shards at the same time. */
    private void write(List<RandomTable> all) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers.size());
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (RandomWriter writer : writers) {
                ends.add(
                        threads.submit(
                                () -> {
                                    writer.write(all, TRANSACTIONS);
                                    writer.writeSlowly(all.get(0));
                                    return null;
                                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private VitessSource<String> source(DebeziumJsonDeserializationSchema deserializer) {
        return VitessSource.<String>builder()
                .hostname("127.0.0.1")
                .port(VITESS.vitess().grpcPort())
                .keyspace("shop")
                .tableList(tables.keySet().toArray(new String[0]))
                .startupOptions(StartupOptions.latest())
                .deserializer(deserializer)
                .build();
    }

    /** Without a copy, and with BIT, which Debezium would leave out. */
    private static Map<String, String> properties() {
        Map<String, String> properties =
                DebeziumProcess.properties(VITESS.vitess().grpcPort(), "shop");
        properties.put("snapshot.mode", "never");
        properties.put("include.unknown.datatypes", "true");
        return properties;
    }
}
