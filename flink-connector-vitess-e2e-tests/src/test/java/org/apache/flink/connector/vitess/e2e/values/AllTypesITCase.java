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
        return Stream.of(NumberTable.table(), TemporalTable.table());
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
