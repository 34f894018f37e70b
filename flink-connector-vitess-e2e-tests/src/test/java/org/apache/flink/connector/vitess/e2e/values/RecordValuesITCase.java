// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.client.MemoryBudget;
import org.apache.flink.connector.vitess.client.VStreamCall;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.testing.values.ImageCheck;
import org.apache.flink.connector.vitess.testing.values.ImageReader;
import org.apache.flink.connector.vitess.testing.values.RecordedStream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records the test data of {@code RecordedValuesTest} again, into the folder that the system
 * property {@code vitess.values.record} names: {@code
 * flink-connector-vitess/src/test/resources/values}.
 */
@EnabledIfSystemProperty(named = RecordValuesITCase.FOLDER, matches = ".+")
class RecordValuesITCase {

    static final String FOLDER = "vitess.values.record";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("types").shards("0");

    static Stream<ValueTable> tables() {
        return Stream.of(
                NumberTable.table(),
                TemporalTable.table(),
                BytesTable.table(),
                MemberTable.table(),
                JsonTable.table(),
                TextTable.table("VARCHAR(24)"));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void record(ValueTable table) throws Exception {
        VITESS.vitess().applySchema("types", table.create());
        Transcript transcript = new Transcript(VITESS, "types/0", table);
        transcript.writeCopied();
        try (VitessClient client = new VitessClient(connection())) {
            Map<String, Integer> collations =
                    client.collations(ImageReader.SHARD, TabletType.PRIMARY, table.name());
            List<byte[]> responses = new ArrayList<>();
            ImageReader reader = new ImageReader(table.name(), collations);
            Semaphore activity = new Semaphore(0);
            VStreamCall stream =
                    client.stream(
                            ImageReader.SHARD,
                            ShardPosition.beforeCopy(List.of(table.name())),
                            TabletType.PRIMARY,
                            new MemoryBudget(Long.MAX_VALUE).share(() -> {}),
                            activity::release);
            read(stream, activity, reader, table.rows(), responses);
            transcript.writeLogged();
            read(stream, activity, reader, transcript.images().size(), responses);
            stream.cancel();
            assertThat(ImageCheck.requireEqual(transcript.images(), reader.images())).isPositive();
            new RecordedStream(table.name(), collations, responses, transcript.images())
                    .write(Path.of(System.getProperty(FOLDER)));
        }
    }

    private static void read(
            VStreamCall stream,
            Semaphore activity,
            ImageReader reader,
            int images,
            List<byte[]> responses)
            throws InterruptedException {
        while (reader.images().size() < images) {
            boolean active = activity.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(active).as("%d of %d images", reader.images().size(), images).isTrue();
            byte[] response = stream.poll();
            if (response != null) {
                responses.add(response);
                reader.read(response);
            }
        }
    }

    private static ConnectionConfig connection() {
        return new ConnectionConfig(
                List.of(new Endpoint("127.0.0.1", VITESS.vitess().grpcPort())),
                null,
                Map.of(),
                null,
                64 << 20,
                PATIENCE,
                PATIENCE);
    }
}
