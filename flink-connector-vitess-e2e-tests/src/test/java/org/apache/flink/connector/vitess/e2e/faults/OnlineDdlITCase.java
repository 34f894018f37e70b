// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.VitessLedgerDatabase;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.TaskManagers;
import org.apache.flink.connector.vitess.testutils.process.Waiting;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Vitess' own schema changes, which copy a table aside and swap it in, while rows are written. */
@Tag("long")
@Timeout(300)
class OnlineDdlITCase {

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace("bank")
                    .shards("-80", "80-")
                    // A migration that has to be tried again waits for a minute, if not set.
                    .vttabletFlags("--migration-check-interval=5s");

    @RegisterExtension static final MiniClusterExtension FLINK = TaskManagers.cluster();

    private static final VitessLedgerDatabase DATABASE = new VitessLedgerDatabase(VITESS, "bank");

    @BeforeAll
    static void createTables() {
        DATABASE.create(Scenario.TABLES);
    }

    @Test
    @Fault("D14")
    void capturedTablesAreSwapped(Figures figures) throws Exception {
        Scenario.on(VITESS, DATABASE, figures)
                .source(source -> source.tableList(".*"))
                .run(
                        scene -> {
                            migrate(scene, "vitess", "alter table item modify note varchar(100)");
                            migrate(scene, "vitess", "alter table t1 add column extra int");
                            migrate(
                                    scene,
                                    "vitess --prefer-instant-ddl",
                                    "alter table account add column extra int");
                        });
    }

    private static void migrate(Scene scene, String strategy, String alter) throws Exception {
        String id =
                VITESS.vitess()
                        .vtctldclient(
                                "ApplySchema",
                                "--ddl-strategy=" + strategy,
                                "--sql=" + alter,
                                "bank")
                        .trim();
        Waiting.until(
                () -> ended(id, "-80") && ended(id, "80-"),
                () ->
                        "migration %s is complete: %s and %s"
                                .formatted(id, migrations(id, "-80"), migrations(id, "80-")));
        scene.figures().add("migrations", 1);
        scene.write();
    }

    private static boolean ended(String id, String shard) {
        return migrations(id, shard).contains(", complete,");
    }

    private static String migrations(String id, String shard) {
        return VITESS.queryTarget("bank/" + shard, "show vitess_migrations like '" + id + "'")
                .toString();
    }
}
