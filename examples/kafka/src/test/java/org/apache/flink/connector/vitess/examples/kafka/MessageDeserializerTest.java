// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.junit.jupiter.api.Test;

class MessageDeserializerTest {

    private static final TableSchema KEYED = schema(true);
    private static final TableSchema WITHOUT_KEY = schema(false);

    @Test
    void theKeyHasItsColumnsAsTheEnvelopeHasThem() throws IOException {
        assertThat(messages(null, row(KEYED, "18446744073709551615", "é", "0.1")))
                .singleElement()
                .satisfies(
                        message -> {
                            assertThat(message.table()).isEqualTo("t");
                            assertThat(message.key())
                                    .isEqualTo("{\"id\":18446744073709551615,\"name\":\"é\"}");
                            assertThat(message.value()).contains("\"op\":\"c\"");
                        });
    }

    @Test
    void anUpdateThatKeepsTheKeyIsOneMessage() throws IOException {
        assertThat(messages(row(KEYED, "1", "a", "0.1"), row(KEYED, "1", "a", "0.2")))
                .singleElement()
                .satisfies(
                        message -> {
                            assertThat(message.key()).isEqualTo("{\"id\":1,\"name\":\"a\"}");
                            assertThat(message.value()).contains("\"op\":\"u\"");
                        });
    }

    @Test
    void aTombstoneFollowsADeletion() throws IOException {
        List<Message> messages = messages(row(KEYED, "1", "a", "0.1"), null);

        assertThat(messages)
                .extracting(Message::key)
                .containsExactly("{\"id\":1,\"name\":\"a\"}", "{\"id\":1,\"name\":\"a\"}");
        assertThat(messages.get(0).value()).contains("\"op\":\"d\"");
        assertThat(messages.get(1).value()).isNull();
    }

    @Test
    void anUpdateOfTheKeyIsADeletionAndAnInsert() throws IOException {
        RowImage after = row(KEYED, "1", "b", "1.0E-7");
        List<Message> messages = messages(row(KEYED, "1", "a", "0.1"), after);

        assertThat(messages)
                .extracting(Message::key)
                .containsExactly(
                        "{\"id\":1,\"name\":\"a\"}",
                        "{\"id\":1,\"name\":\"a\"}",
                        "{\"id\":1,\"name\":\"b\"}");
        assertThat(messages.get(0).value())
                .startsWith("{\"before\":{\"id\":1,\"name\":\"a\",\"x\":0.1},\"after\":null,")
                .contains("\"op\":\"d\"");
        assertThat(messages.get(1).value()).isNull();
        assertThat(messages.get(2).value()).isEqualTo(messages(null, after).get(0).value());
    }

    @Test
    void withoutAPrimaryKeyThereIsNeitherAKeyNorATombstone() throws IOException {
        RowImage row = row(WITHOUT_KEY, "1", "a", "0.1");

        assertThat(messages(row, row(WITHOUT_KEY, "2", "b", "0.1")))
                .singleElement()
                .satisfies(message -> assertThat(message.key()).isNull());
        assertThat(messages(row, null))
                .singleElement()
                .satisfies(message -> assertThat(message.value()).contains("\"op\":\"d\""));
    }

    private static List<Message> messages(RowImage before, RowImage after) throws IOException {
        List<Message> messages = new ArrayList<>();
        new MessageDeserializer()
                .deserialize(
                        new RowChange(
                                Optional.ofNullable(before),
                                Optional.ofNullable(after),
                                new ChangeSource(
                                        new Shard("shop", "-80"),
                                        "t",
                                        "8bc65c84-3fe4-11ed-a912-257f0fcdd6c9:7",
                                        Optional.of(Instant.EPOCH),
                                        "")),
                        new ListCollector<>(messages));
        return messages;
    }

    private static TableSchema schema(boolean keyed) {
        return new TableSchema(
                "shop",
                "t",
                List.of(
                        new Column("id", MySqlType.UINT64, "bigint unsigned", 63, keyed, true),
                        new Column("name", MySqlType.VARCHAR, "varchar(9)", 255, keyed, true),
                        new Column("x", MySqlType.FLOAT64, "double", 63, false, false)));
    }

    private static RowImage row(TableSchema schema, String... values) {
        return new RowImage(
                schema,
                String.join("", values).getBytes(StandardCharsets.UTF_8),
                List.of(values).stream()
                        .mapToInt(value -> value.getBytes(StandardCharsets.UTF_8).length)
                        .toArray());
    }
}
