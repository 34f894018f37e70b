// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.connector.vitess.config.Risk;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a real Vitess sends incorrectly or not at all, and that a job with it is refused. */
@Timeout(240)
class RisksITCase {

    private static final Duration SOON = Duration.ofSeconds(60);

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("risks").shards("0");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @Test
    void aTableOfRowsOfNullsIsRefusedAndIfAcceptedLacksThem() throws Exception {
        create("create table nulls (a int, b int as (a + 1))");
        VITESS.sql("insert into nulls (a) values (3)");
        refused("nulls", "Table 'nulls' of shard risks/0 has no NOT NULL column");

        VitessSourceBuilder<String> source = source("nulls").scanAcceptedRisks(Risk.ALL_NULL_ROWS);
        try (ChangelogJob job = ChangelogJob.start(source.build(), 1)) {
            job.awaitLines(1);
            VITESS.sql("insert into nulls (a) values (1), (null)");
            VITESS.sql("update nulls set a = null where a = 1", "delete from nulls");
            VITESS.sql("insert into nulls (a) values (7)");

            assertThat(job.awaitLines(5))
                    .as("what Vitess sends, so this is to be accepted")
                    .containsExactly(
                            "0 nulls r [3, 4]",
                            "0 nulls c [1, 2]",
                            "0 nulls d [1, 2]",
                            "0 nulls d [3, 4]",
                            "0 nulls c [7, 8]");
        }
    }

    /** The whole row counts, so no column has to be read besides those that are wanted. */
    @Test
    void ofATableWithANotNullColumnAllRowsComeThoughTheReadOnesAreNull() throws Exception {
        create("create table not_null (a int, n int not null)");
        create("create table computed (a int, n int as (coalesce(a, 0)) virtual not null)");
        create("create table hidden (a int, n int not null default 0 invisible)");
        VITESS.sql("insert into not_null values (9, 9)");
        VitessSource<String> source =
                source("computed", "hidden", "not_null").columnList("a").build();
        try (ChangelogJob job = ChangelogJob.start(source, 1)) {
            job.awaitLines(1);
            VITESS.sql("insert into not_null values (null, 1)", "delete from not_null where n = 1");
            VITESS.sql("insert into computed (a) values (null)", "delete from computed");
            VITESS.sql("insert into hidden (a) values (null)", "delete from hidden");

            assertThat(job.awaitLines(7))
                    .filteredOn(line -> line.contains("[null"))
                    .filteredOn(line -> line.contains(" d "))
                    .hasSize(3);
        }
    }

    @Test
    void aNewTableOfRowsOfNullsIsRefusedToo(@TempDir Path folder) throws Exception {
        create("create table old (id int primary key)");
        VITESS.sql("insert into old values (1)");
        String savepoint = savepointAfterOneRow("old", folder);
        create("create table added (a int)");
        VitessSource<String> source =
                source("old", "added").scanNewlyAddedTableEnabled(true).build();
        try (ChangelogJob job = ChangelogJob.restore(source, 1, savepoint)) {
            assertThat(job.awaitFailure(SOON))
                    .hasStackTraceContaining("Table 'added' of shard risks/0 has no NOT NULL");
        }
    }

    @Test
    void labelsThatMySqlDoesNotShowAreRefusedUnlessTheyAreNotRead() throws Exception {
        create("create table moods (id int primary key, mood enum('😀', 'b'), other int)");
        create("create table asked (id int primary key, mood enum('?', 'b') charset latin1)");
        VITESS.sql("insert into moods values (1, '😀', 2)", "insert into asked values (1, '?')");
        refused("moods", "Column 'mood' of table 'moods' of shard risks/0 is enum('?','b')");

        try (ChangelogJob job =
                ChangelogJob.start(source("moods").columnList("other").build(), 1)) {
            assertThat(job.awaitLines(1)).containsExactly("0 moods r [1, 2]");
        }
        try (ChangelogJob job = ChangelogJob.start(source("asked").build(), 1)) {
            assertThat(job.awaitLines(1)).containsExactly("0 asked r [1, ?]");
        }
        VitessSourceBuilder<String> accepted =
                source("moods").scanAcceptedRisks(Risk.UNCLEAR_LABELS);
        try (ChangelogJob job = ChangelogJob.start(accepted.build(), 1)) {
            assertThat(job.awaitFailure(SOON))
                    .hasStackTraceContaining("MySQL shows '?' for characters beyond U+FFFF");
        }
    }

    /** MySQL 9.6 and later carry foreign keys out in the server; older ones are refused. */
    @Test
    void changesByForeignKeysComeWhereTheServerLogsThem() throws Exception {
        create("create table parent (id int primary key)");
        create(
                "create table child (id int primary key, p int,"
                        + " foreign key (p) references parent (id) on delete set null)");
        boolean logged =
                VITESS
                        .queryTarget(
                                "risks/0",
                                "show global variables like 'innodb_native_foreign_keys'")
                        .stream()
                        .anyMatch(row -> row.get(1).equals("OFF"));
        if (!logged) {
            refused("child", "changes table 'child' of shard risks/0 by CASCADE or SET NULL");
            return;
        }
        VITESS.sql("insert into parent values (1)", "insert into child values (5, 1)");
        try (ChangelogJob job = ChangelogJob.start(source("child").build(), 1)) {
            job.awaitLines(1);
            VITESS.sql("delete from parent");

            assertThat(job.awaitLines(2)).contains("0 child u [5, 1] -> [5, null]");
        }
    }

    @Test
    void columnsThatAreReallyNamedLikeUnknownOnesAreRead() throws Exception {
        create("create table at_names (id int primary key, `@2` int, `@x` int)");
        VITESS.sql("insert into at_names values (1, 2, 3)");
        try (ChangelogJob job = ChangelogJob.start(source("at_names").build(), 1)) {
            job.awaitLines(1);
            VITESS.sql("update at_names set `@x` = 4");

            assertThat(job.awaitLines(2))
                    .containsExactly(
                            "0 at_names r [1, 2, 3]", "0 at_names u [1, 2, 3] -> [1, 2, 4]");
        }
    }

    @Test
    void theTableNamedDualIsRefused() throws Exception {
        create("create table `dual` (id int primary key)");

        refused("dual", "Vitess cannot stream table 'dual' of keyspace 'risks'");
    }

    /** Vitess reads old rows by the type of now, and that stays so. */
    @Test
    void anEnumThatBecameTextFailsTheJobAtOnce(@TempDir Path folder) throws Exception {
        create("create table retyped (id int primary key, e enum('a', 'b'))");
        VITESS.sql("insert into retyped values (1, 'a')");
        String savepoint = savepointAfterOneRow("retyped", folder);
        VITESS.sql("insert into retyped values (2, 'b')");
        create("alter table retyped modify e varchar(10)");

        try (ChangelogJob job = ChangelogJob.restore(source("retyped").build(), 1, savepoint)) {
            assertThat(job.awaitFailure(SOON))
                    .hasStackTraceContaining("table replication plan for table retyped")
                    .hasStackTraceContaining("an ENUM or SET column was altered after");
        }
    }

    @Test
    @Fault("D8")
    void partsOfRowsThatAreLoggedFromNowOnFailTheRunningJob() throws Exception {
        create("create table whole (id int primary key, t text)");
        VITESS.sql("insert into whole values (1, 'a')");
        String tablet = VITESS.vitess().tablets("risks", "0").get(0).alias();
        try (ChangelogJob job = ChangelogJob.start(source("whole").build(), 1)) {
            job.awaitLines(1);
            global(tablet, "NOBLOB");
            assertThat(job.awaitFailure(Duration.ofSeconds(150)))
                    .hasStackTraceContaining("MySQL of shard risks/0 has binlog_row_image='NOBLOB'")
                    .hasStackTraceContaining("'scan.accepted-risks' = 'partial-row-images'");
        } finally {
            global(tablet, "FULL");
        }
    }

    private static void global(String tablet, String image) {
        VITESS.vitess()
                .vtctldclient(
                        "ExecuteFetchAsDBA",
                        tablet,
                        "set global binlog_row_image = '" + image + "'");
    }

    private static void create(String sql) {
        VITESS.vitess().applySchema("risks", sql);
    }

    private static String savepointAfterOneRow(String table, Path folder) throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(table).build(), 1)) {
            job.awaitLines(1);
            return job.stopWithSavepoint(folder);
        }
    }

    private static void refused(String table, String message) throws Exception {
        try (ChangelogJob job = ChangelogJob.start(source(table).build(), 1)) {
            assertThat(job.awaitFailure(SOON)).hasStackTraceContaining(message);
        }
    }

    private static VitessSourceBuilder<String> source(String... tables) {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace("risks")
                .tableList(tables)
                .deserializer(new ChangeLines());
    }
}
