// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.vitess.e2e.ReshardWorkflow;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.VitessLedgerDatabase;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What operators do with a reshard. Each test starts from the shards that the one before it left.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(2400)
@Tag("long")
class ReshardScenariosITCase {

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("bank").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static final VitessLedgerDatabase DATABASE = new VitessLedgerDatabase(VITESS, "bank");

    private static final List<String> HALF = List.of("-80");
    private static final List<String> QUARTERS = List.of("-40", "40-80");
    private static final List<String> WHOLE = List.of("0");
    private static final List<String> UNEVEN = List.of("-c0", "c0-");

    /** The whole under another name: the tablets of shard 0, which were kept, have rows. */
    private static final List<String> WHOLE_AGAIN = List.of("-");

    /** Longer than a stream may be silent before it counts as broken. */
    private static final Duration IDLE =
            Duration.ofSeconds(Long.getLong("scenario.idle.seconds", 40));

    /** vtgate looks for a tablet for 90 s. */
    private static final Duration NO_TABLET = Duration.ofSeconds(150);

    @BeforeAll
    static void createTables() {
        DATABASE.create(Scenario.TABLES);
    }

    @Test
    @Order(1)
    @Fault("B14")
    void aReshardIsCancelledBeforeTheSwitch(Figures figures) throws Exception {
        Scenario.on(VITESS, DATABASE, figures)
                .run(
                        scene -> {
                            ReshardWorkflow reshard = scene.reshard(HALF, QUARTERS);
                            reshard.awaitCopied();
                            scene.progress();
                            reshard.cancel();
                            scene.write();
                            assertThat(scene.job().restarts()).isZero();
                        });
        assertThat(DATABASE.shards()).containsExactlyInAnyOrder("-80", "80-");
    }

    @Test
    @Order(2)
    @Fault("B19")
    void aShardIsSplitThatNobodyHasWrittenTo(Figures figures) throws Exception {
        Scenario.on(VITESS, DATABASE, figures)
                .writingOnlyTo("80-")
                .run(
                        scene -> {
                            TimeUnit.SECONDS.sleep(IDLE.toSeconds());
                            ReshardWorkflow reshard = scene.reshard(HALF, QUARTERS);
                            reshard.switchTraffic();
                            scene.progress();
                            reshard.complete();
                            assertThat(scene.job().restarts()).isZero();
                        });
    }

    @Test
    @Order(3)
    @Fault("B15")
    void twoReshardsFollowEachOtherWhileTheJobIsDown(@TempDir Path folder, Figures figures)
            throws Exception {
        Scenario.on(VITESS, DATABASE, figures)
                .run(
                        scene -> {
                            String savepoint = scene.stop(folder);
                            ReshardWorkflow first = scene.reshard(DATABASE.shards(), WHOLE);
                            first.switchTraffic();
                            scene.write();
                            first.completeAndKeepSources();
                            ReshardWorkflow second = scene.reshard(WHOLE, UNEVEN);
                            second.switchTraffic();
                            scene.write();
                            second.completeAndKeepSources();

                            scene.restore(savepoint);
                            scene.progress();
                        });
    }

    @Test
    @Order(4)
    @Fault("B7")
    void theTabletsOfAShardAreGoneAfterItsReshard(@TempDir Path folder, Figures figures)
            throws Exception {
        Scenario.on(VITESS, DATABASE, figures)
                .source(builder -> builder.connectMaxRetries(0))
                .run(
                        scene -> {
                            String before = scene.stop(folder);
                            scene.restore(before);
                            List<String> old = DATABASE.shards();
                            ReshardWorkflow reshard = scene.reshard(old, WHOLE_AGAIN);
                            reshard.switchTraffic();
                            scene.progress();
                            String after = scene.stop(folder);
                            reshard.completeAndKeepSources();
                            VITESS.vitess().endShards("bank", old.toArray(String[]::new));

                            scene.job().neverRestart();
                            scene.restore(before);
                            assertThat(scene.job().awaitFailure(NO_TABLET))
                                    .hasStackTraceContaining("Cannot stream shard bank/")
                                    .hasStackTraceContaining(" from position 'MySQL56/")
                                    .hasStackTraceContaining("no tablet of that type serves")
                                    .hasStackTraceContaining("restart without state");

                            scene.restore(after);
                            scene.progress();
                        });
    }
}
