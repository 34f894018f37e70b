// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Properties;
import java.util.Random;
import org.apache.flink.connector.vitess.e2e.CopiedKeyspace;
import org.apache.flink.connector.vitess.e2e.RealServers;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.WrittenTables;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.connector.vitess.testing.Seed;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.connector.vitess.testutils.kafka.LocalKafka;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A keyspace of a real Vitess in the topics of a real broker, under writes to all tables. -Dseed
 * repeats a run's random numbers.
 */
@Timeout(900)
@Tag("long")
class KafkaKeyspaceITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("all").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.evenlyUsedCluster();

    @AutoClose private static LocalKafka broker;
    private static TaskManagers taskManagers;

    private final long seed = Seed.choose();
    private final WrittenTables tables =
            new WrittenTables(
                    VITESS, "all", new Random(seed), CopiedKeyspace.COLUMNS, CopiedKeyspace.INSERT);
    private final Kafka kafka = new Kafka(broker.address(), new Properties(), "vitess", "all");
    @TempDir Path folder;
    @AutoClose private final Topics topics = new Topics(kafka, "read_committed");
    private final CopiedKeyspace keyspace = new CopiedKeyspace(VITESS, tables, topics::rows);

    @BeforeAll
    static void start(@InjectMiniCluster MiniCluster cluster) {
        taskManagers = new TaskManagers(cluster);
        broker = RealServers.orSkip(LocalKafka::start);
    }

    @Test
    void eachChangeComesOnceThroughAlterationsANewTableAReshardAndLostTaskManagers()
            throws Exception {
        keyspace.create();
        try (RunningJob job = start()) {
            keyspace.isFollowed(taskManagers);
            keyspace.awaitEqual();
            job.stopOnceItRuns(folder);
        }
        assertThat(keyspace.differences()).isEmpty();
        assertThat(topics.now().violations()).isEmpty();
        assertThat(topics.now().faultsThatAreNotFound()).isEmpty();
    }

    private RunningJob start() throws Exception {
        StreamExecutionEnvironment env = CopiedKeyspace.environment();
        Publisher.define(
                env,
                Publisher.source()
                        .hostname("localhost")
                        .port(VITESS.vitess().grpcPort())
                        .keyspace("all")
                        .build(),
                kafka);
        return new RunningJob(env.executeAsync("kafka"));
    }
}
