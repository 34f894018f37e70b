// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.deserialization.DebeziumJsonDeserializationSchema;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.source.event.ReshardReached;
import org.apache.flink.connector.vitess.source.event.ReshardStored;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reader all of whose shards have ended. */
class VitessSourceReaderTest {

    private static final VitessSplit ENDED =
            new VitessSplit(new Shard("shop", "0"), ShardPosition.beforeCopy(List.of("customer")))
                    .resharded(
                            new ReshardJournal(
                                    "shop",
                                    1,
                                    new TreeSet<>(List.of("0")),
                                    new TreeMap<>(Map.of("-80", "MySQL56/8:1"))));

    private final IdleReaderContext context = new IdleReaderContext(new Configuration());
    private final ReaderOutput<String> output = new DiscardingOutput();
    private VitessSourceReader<String> reader;

    @BeforeEach
    void restore() {
        reader =
                new VitessSourceReader<>(
                        Configs.of(Configs.connection(new Endpoint("localhost", 1)), 1, "customer"),
                        new DebeziumJsonDeserializationSchema(),
                        context);
        reader.addSplits(List.of(ENDED));
        reader.start();
    }

    @AfterEach
    void close() throws Exception {
        reader.close();
    }

    @Test
    void anEndIsReportedAgainByTheFirstPollAfterACheckpoint() throws Exception {
        assertThat(reported()).as("with the start").containsExactly(ENDED);

        checkpoint(1);
        assertThat(reported()).as("while the job may be about to stop").isEmpty();
        assertThat(reader.isAvailable()).as("a poll is requested").isDone();

        reader.pollNext(output);
        assertThat(reported()).containsExactly(ENDED);
        reader.pollNext(output);
        assertThat(reported()).as("by another poll").isEmpty();
        assertThat(reader.isAvailable()).as("another poll is requested").isNotDone();
    }

    @Test
    void anEndThatIsStoredIsNotReportedAgain() throws Exception {
        reported();
        reader.handleSourceEvents(ReshardStored.of(ENDED));

        checkpoint(1);
        assertThat(reader.isAvailable()).as("a poll is requested").isNotDone();
        reader.pollNext(output);

        assertThat(reported()).isEmpty();
    }

    private void checkpoint(long id) throws Exception {
        reader.pollNext(output);
        reader.snapshotState(id);
        reader.notifyCheckpointComplete(id);
    }

    /** The ends that were reported since this was last called. */
    private List<VitessSplit> reported() {
        List<VitessSplit> ends =
                context.sent().stream()
                        .filter(ReshardReached.class::isInstance)
                        .map(event -> ((ReshardReached) event).split())
                        .toList();
        context.sent().clear();
        return ends;
    }
}
