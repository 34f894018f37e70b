// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables are altered while a job reads them, or is down, on a real Vitess with default flags. */
class SchemaChangesITCase {

    @RegisterExtension
    static final VitessCluster VITESS =
            VitessCluster.keyspace(AlteredTables.KEYSPACE)
                    .shards(AlteredTables.SHARDS.toArray(new String[0]));

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @TempDir Path folder;

    private AlteredTables tables;

    @BeforeEach
    void createTables() {
        tables = new AlteredTables(VITESS, AlteredTable.READABLE);
    }

    @Test
    @Fault("D15")
    void rowsBeforeAndAfterAnAlterationAreCorrectIfTheJobWasDown() throws Exception {
        String savepoint = savepoint(tables);
        tables.forEach(
                table -> {
                    tables.insert(table, table.values());
                    tables.alter(table);
                    tables.insert(table, table.altered());
                });

        tables.assertRestored(tables.source(), savepoint);
    }

    @Test
    void rowsBetweenTwoAlterationsAreCorrectIfTheJobWasDown() throws Exception {
        tables.remove("swapped_table");
        String savepoint = savepoint(tables);
        tables.forEach(
                table -> {
                    tables.insert(table, table.values());
                    tables.alter(table);
                    tables.insert(table, table.altered());
                    // With one before an ENUM or a SET, a tablet would fail on the rows before.
                    String place = table.name().endsWith("_labels") ? "" : " after id";
                    tables.execute(
                            "alter table %s add column again int%s".formatted(table.name(), place));
                    tables.insert(table, table.altered());
                });

        tables.assertRestored(tables.source(), savepoint);
    }

    @Test
    void rowsOfARunningJobAreCorrectUnderWritersOfBothShards() throws Exception {
        // Their rows have to go before they can be altered.
        tables.remove("to_unsigned", "to_signed", "convert_charset");
        try (ChangelogJob job = start(tables)) {
            tables.clearLines();
            try (Writers writers = tables.startWriters()) {
                tables.forEach(
                        table -> {
                            writers.awaitRounds(1);
                            tables.alter(table);
                            tables.altered(table);
                        });
                writers.awaitRounds(2);
            }
            tables.assertSame(job);
        }
    }

    @Test
    void rowsOfARunningJobAreCorrectRightBeforeAndAfterAnAlteration() throws Exception {
        try (ChangelogJob job = start(tables)) {
            tables.clearLines();
            tables.forEach(
                    table -> {
                        tables.insert(table, table.values());
                        tables.alter(table);
                        tables.insert(table, table.altered());
                    });

            tables.assertSame(job);
        }
    }

    @Test
    @Fault("D15")
    void eachChangeIsReported() throws Exception {
        AlteredTables swap = new AlteredTables(VITESS, AlteredTable.named("swap_names"));
        AlteredTables add = new AlteredTables(VITESS, AlteredTable.named("add_after_key"));
        AlteredTables swapped = new AlteredTables(VITESS, AlteredTable.named("swapped_table"));
        try (ChangelogJob job = start(new AlteredTables(VITESS, AlteredTable.READABLE))) {
            swap.forEach(swap::alter);
            add.forEach(add::alter);
            swapped.forEach(swapped::alter);
            List<String> told =
                    job
                            .await(
                                    lines ->
                                            lines.stream().filter(AlteredTables::isDdl).count()
                                                    >= 6)
                            .stream()
                            .filter(AlteredTables::isDdl)
                            .toList();

            assertThat(told)
                    .containsExactlyInAnyOrder(
                            "ddl -80 swap_names added=[] dropped=[] retyped=[] renamed={a=b, b=a}"
                                    + " after=[id, b, a]",
                            "ddl 80- swap_names added=[] dropped=[] retyped=[] renamed={a=b, b=a}"
                                    + " after=[id, b, a]",
                            "ddl -80 add_after_key added=[x] dropped=[] retyped=[] renamed={}"
                                    + " after=[id, x, a, b]",
                            "ddl 80- add_after_key added=[x] dropped=[] retyped=[] renamed={}"
                                    + " after=[id, x, a, b]",
                            "ddl -80 swapped_table added=[x] dropped=[] retyped=[] renamed={}"
                                    + " after=[id, x, a, b]",
                            "ddl 80- swapped_table added=[x] dropped=[] retyped=[] renamed={}"
                                    + " after=[id, x, a, b]");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a, add_after_key add_last swap_names move_column generated_columns invisible"
                + " swapped_table no_columns",
        "b, drop_first drop_and_add rename_one",
        "v, charset longer text_types binary_to_char",
        "n, wider number_to_text",
        "e, enum_labels",
        "s, set_labels"
    })
    void aColumnListReadsTheWantedColumnWhateverIsAltered(String column, String names)
            throws Exception {
        tables =
                new AlteredTables(VITESS, AlteredTable.named(names.split(" ")))
                        .onlyColumns("id", column);
        try (ChangelogJob job =
                ChangelogJob.start(
                        tables.source()
                                .columnList(column)
                                .startupOptions(StartupOptions.latest())
                                .build(),
                        2)) {
            tables.awaitLog(job);
            tables.clearLines();
            String savepoint = job.stopWithSavepoint(folder);
            tables.forEach(
                    table -> {
                        tables.insert(table, table.values());
                        tables.alter(table);
                        tables.insert(table, table.altered());
                    });

            tables.assertRestored(tables.source().columnList(column), savepoint);
        }
    }

    @Test
    void rowsOfACopyAndOfItsCatchUpAreCorrect() throws Exception {
        // Their rows have to go before they can be altered.
        tables.remove("to_unsigned", "to_signed", "convert_charset");
        tables.forEach(table -> tables.fill(table, 2_000));
        Set<String> filled = new HashSet<>(tables.filledImages());
        try (ChangelogJob job = ChangelogJob.start(tables.source().build(), 2)) {
            job.awaitLines(1);
            tables.clearLines();
            tables.forEach(
                    table -> {
                        tables.alter(table);
                        tables.insert(table, table.altered());
                    });

            filled.addAll(tables.filledImages());
            tables.assertReplayed(job, 2_000, filled);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "e enum('a','b')|e = 'b'|alter table loud modify e varchar(10)"
                        + "|an ENUM or SET column was altered",
                "a int, e enum('a','b')|a = 1, e = 'b'|alter table loud drop column a"
                        + "|an ENUM or SET column was altered",
                "a varchar(5)|a = 'x'|alter table loud modify a enum('x','y')"
                        + "|an ENUM or SET column was altered",
                "c char(10)|c = 'x'|alter table loud modify c binary(10)|can no longer be"
            })
    void whatCannotBeDeterminedFailsTheJobAtOnce(
            String columns, String row, String alter, String message) throws Exception {
        tables =
                new AlteredTables(
                        VITESS, List.of(AlteredTable.of("loud", columns, row, alter, row)));
        String savepoint = savepoint(tables);
        tables.forEach(
                table -> {
                    tables.insert(table, table.values());
                    tables.alter(table);
                });

        try (ChangelogJob job = ChangelogJob.restore(tables.source().build(), 2, savepoint)) {
            assertThat(job.awaitFailure(Duration.ofSeconds(20)))
                    .hasStackTraceContaining(message)
                    .hasStackTraceContaining("loud")
                    .hasStackTraceContaining("restart without state");
        }
    }

    /** A job in the log, and what has come of it. */
    private static ChangelogJob start(AlteredTables tables) throws Exception {
        ChangelogJob job =
                ChangelogJob.start(
                        tables.source().startupOptions(StartupOptions.latest()).build(), 2);
        tables.awaitLog(job);
        return job;
    }

    private String savepoint(AlteredTables tables) throws Exception {
        try (ChangelogJob job = start(tables)) {
            tables.clearLines();
            return job.stopWithSavepoint(folder);
        }
    }
}
