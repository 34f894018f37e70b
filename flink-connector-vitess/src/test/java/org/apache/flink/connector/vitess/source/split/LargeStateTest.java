// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.junit.jupiter.api.Test;

/** The state of a shard with a long history and many tables. */
class LargeStateTest {

    private static final int SERVERS = 500;
    private static final int TABLES = 2_000;
    private static final int SHARDS = 256;
    private static final int COLUMNS = 30;

    private final VitessSplitSerializer serializer = new VitessSplitSerializer();

    @Test
    @Fault("E7")
    void aHistoryOf500ServersAnd2000TablesIsSmallAndQuick(Figures figures) throws IOException {
        VitessSplit small = split(SERVERS / 10, TABLES / 10);
        VitessSplit large = split(SERVERS, TABLES);
        byte[] stored = serializer.serialize(large);
        figures.add("bytes of a split", stored.length);

        assertThat(stored.length).isLessThan(256 << 10);
        assertThat(serializer.deserialize(serializer.getVersion(), stored)).isEqualTo(large);

        long ofSmall = nanosToStore(small);
        long ofLarge = nanosToStore(large);
        figures.add("microseconds to store and restore it", ofLarge / 1_000);
        // Ten times the size: quadratic time would be a factor of 100.
        assertThat(ofLarge).isLessThan(50 * ofSmall);
    }

    /** All checkpoints between two DDL statements share the stored columns. */
    @Test
    @Fault("E7")
    void theColumnsOf256ShardsAreStoredOnceForAllCheckpoints(Figures figures) throws IOException {
        List<VitessSplit> splits = Collections.nCopies(SHARDS, split(1, TABLES));
        long bytes = store(splits);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long start = System.nanoTime();
            assertThat(store(splits)).isEqualTo(bytes);
            best = Math.min(best, System.nanoTime() - start);
        }
        figures.add("bytes of 256 splits with 2,000 tables", bytes);
        figures.add("milliseconds to store them again", best / 1_000_000);
    }

    private long store(List<VitessSplit> splits) throws IOException {
        long bytes = 0;
        for (VitessSplit split : splits) {
            bytes += serializer.serialize(split).length;
        }
        return bytes;
    }

    /** The best of some. */
    private long nanosToStore(VitessSplit split) throws IOException {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 50; i++) {
            long start = System.nanoTime();
            serializer.deserialize(serializer.getVersion(), serializer.serialize(split));
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }

    private static VitessSplit split(int servers, int tables) {
        List<String> names = IntStream.range(0, tables).mapToObj(i -> "orders_" + i).toList();
        ShardPosition position = ShardPosition.inLog(history(servers), names);
        for (String name : names) {
            position = position.withSchema(schema(name));
        }
        return new VitessSplit(new Shard("shop", "-80"), position);
    }

    private static String history(int servers) {
        return IntStream.range(0, servers)
                .mapToObj(i -> new UUID(i * 7_919_777_333L, i) + ":1-" + (i * 1_000 + 1))
                .collect(Collectors.joining(",", "MySQL56/", ""));
    }

    private static SchemaVersion schema(String table) {
        List<Column> columns =
                IntStream.range(0, COLUMNS)
                        .mapToObj(
                                i ->
                                        new Column(
                                                "column_" + i,
                                                MySqlType.VARCHAR,
                                                "varchar(" + (i + 10) + ")",
                                                255,
                                                i == 0,
                                                i == 0))
                        .toList();
        return new SchemaVersion(new TableSchema("shop", table, columns), 45);
    }
}
