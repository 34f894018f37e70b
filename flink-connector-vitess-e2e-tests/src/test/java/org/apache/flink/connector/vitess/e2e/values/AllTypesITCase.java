// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.values.ImageCheck;
import org.apache.flink.connector.vitess.testing.values.ImageLine;
import org.apache.flink.connector.vitess.testing.values.ImageLines;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every value of every type is what MySQL's own SELECT prints, in the copy and in the log. */
@Timeout(180)
class AllTypesITCase {

    private static final Logger LOG = LoggerFactory.getLogger(AllTypesITCase.class);

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("types").shards("0");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    static Stream<ValueTable> tables() {
        return Stream.of(
                NumberTable.table(),
                TemporalTable.table(),
                BytesTable.table(),
                BytesTable.large(),
                MemberTable.table(),
                JsonTable.table(),
                TextTable.others(),
                TextTable.table("VARCHAR(24)"),
                TextTable.table("CHAR(24)"),
                TextTable.table("TEXT"),
                TextTable.singleBytes(AllTypesITCase::isKnown),
                TextTable.allCharacters());
    }

    /** What MySQL does not know becomes a question mark, or the sign for no character. */
    private static boolean isKnown(String character) {
        String sql = "SELECT HEX(CONVERT(%s USING utf8mb4))".formatted(character);
        String text = VITESS.queryTarget("types/0", sql).get(0).get(0);
        return character.endsWith("X'3F'") || !text.equals("3F") && !text.equals("EFBFBD");
    }

    @ParameterizedTest
    @MethodSource("tables")
    @Fault("D3")
    void allImagesAreWhatMySqlPrints(ValueTable table) throws Exception {
        VITESS.vitess().applySchema("types", table.create());
        Transcript transcript = new Transcript(VITESS, "types/0", table);
        transcript.writeCopied();
        try (ChangelogJob job = ChangelogJob.start(source(table), 1)) {
            job.awaitLines(table.rows());
            transcript.writeLogged();
            List<ImageLine> expected = transcript.images();

            List<String> lines = job.awaitLines(expected.size());

            long values =
                    ImageCheck.requireEqual(
                            expected, lines.stream().map(ImageLine::parse).toList());
            LOG.info("{}: {} rows, {} values compared", table.name(), expected.size(), values);
            assertThat(values).isGreaterThan(expected.size());
        }
    }

    /** These are errors of the server that cannot be seen in what it sends. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "negative | CAST(CAST('-01:02:03' AS TIME) AS JSON) | \"-01:02:03.000000\" | \"\"",
                "days | CAST(CAST('838:59:59' AS TIME) AS JSON) | \"838:59:59.000000\" | \"06:59:59.000000\"",
                "two_days | CAST(CAST('48:00:01' AS TIME) AS JSON) | \"48:00:01.000000\" | \"16:00:01.000000\"",
                "below | CAST(CAST('31:59:59' AS TIME) AS JSON) | \"31:59:59.000000\" | \"31:59:59.000000\"",
                "from | CAST(CAST('32:00:01' AS TIME) AS JSON) | \"32:00:01.000000\" | \"00:00:01.000000\"",
                "no_date | CAST(CAST('2024-02-00' AS DATE) AS JSON) | \"2024-02-00\" | \"\"",
                "zero | CAST(CAST('0000-00-00 00:00:00' AS DATETIME) AS JSON) | \"0000-00-00 00:00:00.000000\" | \"0001-01-01 00:00:00.000000\"",
            })
    void vitess24ChangesSomeScalarsOfJsonInTheLog(
            String name, String sql, String copied, String logged) throws Exception {
        requireInTheLog(
                ValueTable.of("changed_" + name, ValueColumn.ofLiterals("v", "JSON", List.of(sql))),
                copied,
                logged);
    }

    /** As above; all other members are correct. */
    @Test
    void theLogHasTheMember64OfASetFromVitess24_0_3On() throws Exception {
        requireInTheLog(
                ValueTable.of(
                        "changed_set",
                        ValueColumn.of("v", "SET(" + MemberTable.labels(64) + ")", "m1,m64")),
                "m1,m64",
                VITESS.vitess().isAtLeast("24.0.3") ? "m1,m64" : "m1");
    }

    private static void requireInTheLog(ValueTable table, String copied, String logged)
            throws Exception {
        VITESS.vitess().applySchema("types", table.create());
        Transcript transcript = new Transcript(VITESS, "types/0", table);
        transcript.writeCopied();
        try (ChangelogJob job = ChangelogJob.start(source(table), 1)) {
            job.awaitLines(table.rows());
            transcript.writeLogged();
            List<ImageLine> lines =
                    job.awaitLines(transcript.images().size()).stream()
                            .map(ImageLine::parse)
                            .toList();

            assertThat(first(transcript.images(), "c")).isEqualTo(copied);
            assertThat(first(lines, "r")).isEqualTo(copied);
            assertThat(first(lines, "c")).isEqualTo(logged);
        }
    }

    private static String first(List<ImageLine> lines, String image) {
        return lines.stream()
                .filter(line -> line.image().equals(image))
                .map(line -> line.cells().get("v").text())
                .findFirst()
                .orElseThrow();
    }

    /** Before, the log has no JSON for them, and the job fails. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bytes_in_json | JSON_ARRAY('a', CAST('ABC' AS BINARY)) | [\"a\", \"base64:type15:QUJD\"]",
                "bytes_in_object | JSON_OBJECT('a', CAST('ABC' AS BINARY)) | {\"a\": \"base64:type15:QUJD\"}",
                "bytes_between | JSON_OBJECT('a', 1, 'b', CAST('ABC' AS BINARY), 'c', 2) | {\"a\": 1, \"b\": \"base64:type15:QUJD\", \"c\": 2}"
            })
    void theLogHasBytesInsideOfJsonFromVitess24_0_3On(String name, String sql, String copied)
            throws Exception {
        ValueTable table = ValueTable.of(name, ValueColumn.ofLiterals("v", "JSON", List.of(sql)));
        if (VITESS.vitess().isAtLeast("24.0.3")) {
            requireInTheLog(table, copied, copied);
            return;
        }
        VITESS.vitess().applySchema("types", table.create());
        Transcript transcript = new Transcript(VITESS, "types/0", table);
        transcript.writeCopied();
        try (ChangelogJob job = ChangelogJob.start(source(table), 1)) {
            assertThat(
                            first(
                                    job.awaitLines(table.rows()).stream()
                                            .map(ImageLine::parse)
                                            .toList(),
                                    "r"))
                    .isEqualTo(copied);
            transcript.writeLogged();

            assertThat(job.awaitFailure(Duration.ofSeconds(30)))
                    .hasStackTraceContaining("Column 'v' of table types." + name)
                    .hasStackTraceContaining("it is no JSON");
        }
    }

    private static VitessSource<String> source(ValueTable table) {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace("types")
                .tableList(table.name())
                .startupOptions(StartupOptions.initial())
                .deserializer(new ImageLines())
                .build();
    }
}
