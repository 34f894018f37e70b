// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.vitess.e2e.RealServers;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.connector.vitess.testutils.kafka.LocalKafka;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The job on a Vitess in memory, with a real broker. */
@Timeout(300)
class KafkaITCase {

    private static final long CHECKPOINT_MILLIS = 200;

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @AutoClose private static LocalKafka broker;
    private static int runs;

    @TempDir Path folder;
    private final Kafka kafka =
            new Kafka(broker.address(), new Properties(), "test" + runs++, "shop");
    @AutoClose private final Topics topics = new Topics(kafka, "read_committed");
    @AutoClose private final Topics uncommitted = new Topics(kafka, "read_uncommitted");
    @AutoClose private final EmbeddedVitess vitess = EmbeddedVitess.start();
    private final EmbeddedKeyspace shop = vitess.createKeyspace("shop", "-80", "80-");

    @BeforeAll
    static void startBroker() {
        broker = RealServers.orSkip(LocalKafka::start);
    }

    @BeforeEach
    void createTable() {
        createTable("item");
    }

    @Test
    void eachChangeComesOnceAndInOrderByTheKeyOfItsRow() throws Exception {
        insert("item", 1, 3);
        createTable("other");
        insert("other", 1, 1);
        int moved = keyBeside(3);
        try (RunningJob job = start()) {
            topics.await(4);
            shop.shardOf("item", 1).transaction(tx -> tx.delete("item", 1));
            insert("item", 1, 1);
            update(2, 2, "changed");
            update(2, 2, "again");
            update(3, moved, "moved");
            topics.await(12);
            job.stopWithSavepoint(folder);
        }
        assertThat(topics.changes("item", "{\"id\":1}"))
                .containsExactly(
                        "r null -> {\"id\":1,\"v\":\"first\"}",
                        "d {\"id\":1,\"v\":\"first\"} -> null",
                        "tombstone",
                        "c null -> {\"id\":1,\"v\":\"first\"}");
        assertThat(topics.changes("item", "{\"id\":2}"))
                .containsExactly(
                        "r null -> {\"id\":2,\"v\":\"first\"}",
                        "u {\"id\":2,\"v\":\"first\"} -> {\"id\":2,\"v\":\"changed\"}",
                        "u {\"id\":2,\"v\":\"changed\"} -> {\"id\":2,\"v\":\"again\"}");
        assertThat(topics.changes("item", "{\"id\":3}"))
                .containsExactly(
                        "r null -> {\"id\":3,\"v\":\"first\"}",
                        "d {\"id\":3,\"v\":\"first\"} -> null",
                        "tombstone");
        assertThat(topics.changes("item", "{\"id\":%d}".formatted(moved)))
                .containsExactly("c null -> {\"id\":%d,\"v\":\"moved\"}".formatted(moved));
        assertThat(topics.changes("other", "{\"id\":1}"))
                .containsExactly("r null -> {\"id\":1,\"v\":\"first\"}");
        assertThat(topics.now().messages()).hasSize(12);
        assertThat(topics.now().violations()).isEmpty();
        assertThat(topics.now().faultsThatAreNotFound()).isEmpty();
    }

    @Test
    void theValueIsDebeziumsEnvelope() throws Exception {
        insert("item", 1, 1);
        try (RunningJob job = start()) {
            topics.await(1);
            update(1, 1, "changed");
            topics.await(2);
        }
        List<String> values = topics.now().messages().stream().map(ConsumerRecord::value).toList();
        String shard = shop.shardOf("item", 1).name();
        assertThat(values.get(0))
                .isEqualTo(
                        """
                        {"before":null,"after":{"id":1,"v":"first"},\
                        "source":{"connector":"vitess","ts_ms":0,"snapshot":"true","db":"shop",\
                        "keyspace":"shop","shard":"%s","table":"item","gtid":"","vgtid":null},\
                        "op":"r","ts_ms":0,"transaction":null}"""
                                .formatted(shard));
        assertThat(values.get(1))
                .matches(
                        ".*\"snapshot\":\"false\",.*\"gtid\":\"[^\"]+:\\d+\".*\"op\":\"u\",.*"
                                + "\"transaction\":\\{\"id\":\"[^\"]+:\\d+\",\"total_order\":1,"
                                + "\"data_collection_order\":1}}");
    }

    @Test
    void newColumnsAndNewTablesCome() throws Exception {
        insert("item", 1, 1);
        try (RunningJob job = start()) {
            topics.await(1);
            shop.addColumn("item", TableDefinition.of("item").integer("n").column("n"));
            shop.insert("item", 2, "second", 2);
            topics.await(2);
            createTable("added");
            insert("added", 1, 10);
            topics.await(12);
        }
        assertThat(topics.rows("item", List.of("id", "v", "n")))
                .containsExactlyInAnyOrder("[1, first, null]", "[2, second, 2]");
        assertThat(topics.rows("added", List.of("id"))).hasSize(10);
    }

    @Test
    void whatAFailedJobHadWrittenIsReadOnce() throws Exception {
        insert("item", 1, 10);
        FailsOnce.until = () -> uncommitted.changes("item", "{\"id\":11}").size() > 0;
        try (RunningJob job = start(restarts(), new FailsOnce("{\"id\":11}"))) {
            topics.await(10);
            insert("item", 11, 20);
            topics.await(20);
            job.stopWithSavepoint(folder);
        }
        assertThat(topics.now().messages()).hasSize(20);
        assertThat(topics.now().violations()).isEmpty();
        assertThat(uncommitted.now().violations())
                .anyMatch(text -> text.startsWith("twice: ") && text.contains("{\"id\":11}"));
    }

    /** Fails once a message is in a transaction that cannot be committed yet. */
    private static final class FailsOnce implements FlatMapFunction<Message, Message> {
        private static volatile BooleanSupplier until;
        private final String key;

        FailsOnce(String key) {
            this.key = key;
        }

        @Override
        public void flatMap(Message message, Collector<Message> out) {
            out.collect(message);
            if (until != null && message.key().equals(key)) {
                Waiting.until(until, () -> "the message is not written");
                until = null;
                throw new IllegalStateException("planted");
            }
        }
    }

    @Test
    void theChangesOfATableWithoutPrimaryKeyHaveNoKeyAndAreInOnePartition() throws Exception {
        shop.createTable(TableDefinition.of("log").bigint("id").notNull().varchar("v", 20));
        shop.insert("log", 1, "first");
        try (RunningJob job = start()) {
            topics.await(1);
            shop.insert("log", 1, "second");
            topics.await(2);
        }
        assertThat(topics.now().messages())
                .allSatisfy(message -> assertThat(message.key()).isNull())
                .allSatisfy(message -> assertThat(message.partition()).isZero());
    }

    @Test
    void aTableWhoseNameNoTopicCanHaveFailsTheJob() throws Exception {
        createTable("größe");
        insert("größe", 1, 1);
        try (RunningJob job = start()) {
            assertThat(job.awaitFailure(RunningJob.PATIENCE))
                    .hasStackTraceContaining(
                            "Kafka has no topics such as '%s'", kafka.topics() + "größe")
                    .hasStackTraceContaining("Leave table 'größe' out with --exclude");
        }
    }

    @Test
    void aClosedBrokerIsGoneAndThatItDoesNotAnswerIsSaid() {
        LocalKafka closed = LocalKafka.start();
        closed.close();
        Properties impatient = new Properties();
        impatient.setProperty("default.api.timeout.ms", "500");

        assertThat(closed.process().isAlive()).isFalse();
        assertThatThrownBy(
                        () ->
                                new PrintedMessages(
                                        new Kafka(closed.address(), impatient, "test", "shop")))
                .hasMessageStartingWith("No broker answers at " + closed.address() + ". Check");
    }

    private RunningJob start() throws Exception {
        Configuration noRestarts = new Configuration();
        noRestarts.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        return start(noRestarts, (message, out) -> out.collect(message));
    }

    private static Configuration restarts() {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        return configuration;
    }

    private RunningJob start(Configuration configuration, FlatMapFunction<Message, Message> passes)
            throws Exception {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(2);
        env.enableCheckpointing(CHECKPOINT_MILLIS);
        VitessSource<Message> source =
                Publisher.source()
                        .hostname(vitess.host())
                        .port(vitess.port())
                        .keyspace("shop")
                        .build();
        Publisher.write(
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "vitess")
                        .uid("vitess")
                        .flatMap(passes)
                        .returns(Message.class)
                        .uid("passes"),
                kafka);
        return new RunningJob(env.executeAsync());
    }

    private void createTable(String name) {
        shop.createTable(TableDefinition.of(name).bigint("id").primaryKey().varchar("v", 20));
    }

    private void insert(String table, int from, int to) {
        for (int id = from; id <= to; id++) {
            shop.insert(table, id, "first");
        }
    }

    private void update(int id, int newId, String v) {
        shop.shardOf("item", id).transaction(tx -> tx.update("item", List.of(id), newId, v));
    }

    /** A key without a row, of the same shard. */
    private int keyBeside(int id) {
        int other = 10_000;
        while (shop.shardOf("item", other) != shop.shardOf("item", id)) {
            other++;
        }
        return other;
    }
}
