// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.connector.vitess.position.EndPosition;
import org.apache.flink.connector.vitess.position.EndPosition.AtGtid;
import org.apache.flink.connector.vitess.position.EndPosition.CopyFinished;
import org.apache.flink.connector.vitess.position.EndPosition.Never;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.schema.TableSchemas;
import org.apache.flink.connector.vitess.testing.GoldenBytes;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.junit.jupiter.api.Test;

class VitessSplitSerializerTest {

    /** A split with a table in each state of its copy. */
    static final VitessSplit IN_COPY =
            new VitessSplit(
                    new Shard("customer", "-80"),
                    new ShardPosition(
                                    "MySQL56/8bc65c84-3fe4-11ed-a912-257f0fcdd6c9:1-37",
                                    ShardPosition.beforeCopy(List.of("a", "b", "ümläut")).tables())
                            .withTable("a", new Finished())
                            .withTable("b", new InProgress(new LastPk(new byte[] {10, 0, -1}))));

    /** The same inside a transaction, with an end. */
    private static final VitessSplit IN_TRANSACTION =
            new VitessSplit(
                    IN_COPY.shard(),
                    IN_COPY.position()
                            .withOpenTransaction("8bc65c84-3fe4-11ed-a912-257f0fcdd6c9:38", 70_000),
                    new AtGtid(GtidSet.parse("MySQL56/8bc65c84-3fe4-11ed-a912-257f0fcdd6c9:1-99")));

    /** The same at its shard's end. */
    static final VitessSplit RESHARDED =
            IN_TRANSACTION.resharded(
                    new ReshardJournal(
                            "customer",
                            -7_141_234_567_890_123_456L,
                            new TreeSet<>(List.of("-80")),
                            new TreeMap<>(
                                    Map.of(
                                            "-40",
                                                    "MySQL56/8bc65c84-3fe4-11ed-a912-257f0fcdd6d0:1-9",
                                            "40-80",
                                                    "MySQL56/8bc65c84-3fe4-11ed-a912-257f0fcdd6d1:1-8"))));

    /** The same of some rows only. */
    private static final VitessSplit FILTERED =
            new VitessSplit(
                    RESHARDED.shard(),
                    RESHARDED.position().withWhere("`id` > 5 and `name` = 'ä'"),
                    RESHARDED.end(),
                    RESHARDED.journal());

    /** The same with the columns of two tables. */
    private static final VitessSplit WITH_SCHEMAS =
            FILTERED.withPosition(
                    FILTERED.position()
                            .withSchema(
                                    schema(
                                            "a",
                                            new Column(
                                                    "id",
                                                    MySqlType.INT64,
                                                    "bigint",
                                                    63,
                                                    true,
                                                    true),
                                            new Column(
                                                    "größe",
                                                    MySqlType.ENUM,
                                                    "enum('klein','groß')",
                                                    255,
                                                    false,
                                                    false)))
                            .withSchema(
                                    schema(
                                            "b",
                                            new Column(
                                                    "n",
                                                    MySqlType.UINT24,
                                                    "mediumint unsigned",
                                                    63,
                                                    false,
                                                    true))));

    /** The same as {@link #FILTERED} after tables were copied again. */
    private static final VitessSplit COPIED_AGAIN =
            FILTERED.withPosition(FILTERED.position().withResnapshot(Set.of("b", "ümläut", "a.*")));

    private static SchemaVersion schema(String table, Column... columns) {
        return new SchemaVersion(new TableSchema("customer", table, List.of(columns)), 45);
    }

    private final VitessSplitSerializer serializer = new VitessSplitSerializer();

    @Test
    @Fault("C9")
    void bytesOfVersion1AreStillRead() throws IOException {
        byte[] golden = GoldenBytes.read("split-v1.hex");

        assertThat(serializer.deserialize(1, golden)).isEqualTo(IN_COPY);
    }

    @Test
    @Fault("C9")
    void bytesOfVersion2AreRead() throws IOException {
        assertThat(serializer.deserialize(2, GoldenBytes.read("split-v2.hex")))
                .isEqualTo(IN_TRANSACTION);
    }

    @Test
    @Fault("C9")
    void bytesOfVersion3AreRead() throws IOException {
        assertThat(serializer.deserialize(3, GoldenBytes.read("split-v3.hex")))
                .isEqualTo(RESHARDED);
    }

    @Test
    @Fault("C9")
    void bytesOfVersion4AreRead() throws IOException {
        assertThat(serializer.deserialize(4, GoldenBytes.read("split-v4.hex"))).isEqualTo(FILTERED);
    }

    @Test
    @Fault("C9")
    void bytesOfVersion5AreRead() throws IOException {
        assertThat(serializer.deserialize(5, GoldenBytes.read("split-v5.hex"))).isEqualTo(FILTERED);
    }

    /** Only read: other machines may compress the same columns to other bytes. */
    @Test
    @Fault("C9")
    void columnsOfVersion5AreRead() throws IOException {
        assertThat(serializer.deserialize(5, GoldenBytes.read("split-v5-schemas.hex")))
                .isEqualTo(WITH_SCHEMAS);
    }

    @Test
    @Fault("C9")
    void bytesOfVersion6AreRead() throws IOException {
        assertThat(serializer.deserialize(6, GoldenBytes.read("split-v6.hex")))
                .isEqualTo(COPIED_AGAIN);
    }

    @Test
    void beforeVersion6NoTableWasCopiedAgain() throws IOException {
        VitessSplit restored = serializer.deserialize(5, GoldenBytes.read("split-v5.hex"));

        assertThat(restored.position().resnapshot()).isEmpty();
    }

    @Test
    void columnsAreStored() throws IOException {
        assertThat(serializer.deserialize(6, serializer.serialize(WITH_SCHEMAS)))
                .isEqualTo(WITH_SCHEMAS);
    }

    @Test
    void beforeVersion5NoColumnsWereKnown() throws IOException {
        VitessSplit restored = serializer.deserialize(4, GoldenBytes.read("split-v4.hex"));

        assertThat(restored.position().schemas()).isEqualTo(TableSchemas.empty());
        assertThat(restored.position().tablesWithoutSchema()).containsExactly("a", "b");
    }

    @Test
    void beforeVersion4AllRowsWereRead() throws IOException {
        assertThat(serializer.deserialize(3, GoldenBytes.read("split-v3.hex")).position().where())
                .isEmpty();
    }

    @Test
    void eachEndIsStored() throws IOException {
        for (EndPosition end : List.of(new Never(), new CopyFinished())) {
            VitessSplit split = new VitessSplit(IN_COPY.shard(), IN_COPY.position(), end);

            assertThat(serializer.deserialize(6, serializer.serialize(split))).isEqualTo(split);
        }
    }

    @Test
    void theNewestVersionIsKeptAsGoldenBytes() throws IOException {
        assertThat(serializer.serialize(COPIED_AGAIN))
                .isEqualTo(GoldenBytes.read("split-v" + serializer.getVersion() + ".hex"));
    }

    @Test
    void positionsOfAnyLengthAreStored() throws IOException {
        String gtid = "MySQL56/" + "8bc65c84-3fe4-11ed-a912-257f0fcdd6c9:1-37,".repeat(5_000);
        VitessSplit split =
                new VitessSplit(IN_COPY.shard(), ShardPosition.inLog(gtid, List.of("a")));

        assertThat(serializer.deserialize(6, serializer.serialize(split))).isEqualTo(split);
    }

    @Test
    @Fault("C10")
    void bytesCutAnywhereAreRefused() throws IOException {
        byte[] whole =
                serializer.serialize(
                        WITH_SCHEMAS.withPosition(
                                WITH_SCHEMAS.position().withResnapshot(Set.of("a", "b"))));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> serializer.deserialize(6, cut))
                    .as("the first %d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("split of the Vitess source is damaged");
        }
    }

    @Test
    @Fault("C10")
    void bytesTooManyAreRefused() throws IOException {
        byte[] whole = serializer.serialize(FILTERED);

        assertThatThrownBy(() -> serializer.deserialize(6, Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1 bytes too many");
    }

    @Test
    @Fault("C10")
    void aNewerVersionIsRefusedByNumber() {
        assertThatThrownBy(() -> serializer.deserialize(7, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 7")
                .hasMessageContaining("up to 6");
    }
}
