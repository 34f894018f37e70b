// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.values.ImageCheck;
import org.apache.flink.connector.vitess.testing.values.ImageLine;
import org.apache.flink.connector.vitess.testing.values.ImageLines;
import org.apache.flink.test.junit5.MiniClusterExtension;
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

    /** These are errors of the server that nobody can see in what it sends. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "negative | [\"-01:02:03.000000\"] | [\"\"]",
                "days | [\"838:59:59.000000\"] | [\"06:59:59.000000\"]",
                "no_date | [\"2024-02-00\"] | [\"\"]",
                "members | m1,m64 | m1",
            })
    void vitess24ChangesSomeValuesInTheLog(String column, String copied, String logged)
            throws Exception {
        ValueTable table = JsonTable.wrongInTheLog(column);
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

            assertThat(text(transcript.images(), "c", column)).contains(copied);
            assertThat(text(lines, "r", column)).contains(copied);
            assertThat(text(lines, "c", column)).contains(logged);
        }
    }

    private static List<String> text(List<ImageLine> lines, String image, String column) {
        return lines.stream()
                .filter(line -> line.image().equals(image))
                .map(line -> line.cells().get(column).text())
                .toList();
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
