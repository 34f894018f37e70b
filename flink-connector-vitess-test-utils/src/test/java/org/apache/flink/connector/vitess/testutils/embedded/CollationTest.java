// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class CollationTest {
    private EmbeddedVitess vitess;
    private EmbeddedKeyspace customer;
    private EmbeddedShard shard;
    private TestClient client;

    @BeforeEach
    void start() {
        vitess = EmbeddedVitess.builder().vstreamPacketSize(1).start();
        customer = vitess.createKeyspace("customer", "-80", "80-");
        shard = customer.shard("-80");
        client = new TestClient(vitess);
    }

    @AfterEach
    void stop() {
        client.close();
        vitess.close();
    }

    @Test
    void keysThatDifferOnlyInCaseAreTheSame() {
        words(Collation.UTF8MB4_GENERAL_CI);
        shard.transaction(tx -> tx.insert("word", "a", 1));

        assertThatThrownBy(() -> shard.transaction(tx -> tx.insert("word", "A", 2)))
                .hasMessage("Duplicate entry [A] for key 'word.PRIMARY'");
        shard.transaction(tx -> tx.update("word", List.of("A"), "A", 3));
        shard.transaction(tx -> tx.delete("word", "a"));
        shard.transaction(tx -> tx.insert("word", "a", 4));
    }

    @Test
    void keysByTheirBytesAreNot() {
        words(Collation.UTF8MB4_BIN);

        shard.transaction(tx -> tx.insert("word", "a", 1));
        shard.transaction(tx -> tx.insert("word", "A", 2));

        assertThat(copy()).containsExactly("copy ->[A, 2]", "copy ->[a, 1]");
    }

    @Test
    void aCopyAndItsContinuationFollowTheOrder() {
        words(Collation.UTF8MB4_0900_AI_CI);
        shard.transaction(
                tx -> List.of("_", "B", "a", "C", "9").forEach(w -> tx.insert("word", w, 0)));
        List<String> expected =
                List.of(
                        "copy ->[_, 0]",
                        "copy ->[9, 0]",
                        "copy ->[a, 0]",
                        "copy ->[B, 0]",
                        "copy ->[C, 0]");

        assertThat(copy()).isEqualTo(expected);
        for (int after = 3; after < 11; after++) {
            vitess.faultAfterResponses(after, Fault.retry());
            assertThat(copy()).as("a retry after response %d", after).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "utf8mb4_0900_ai_ci, VARCHAR, 20483",
        "utf8mb4_general_ci, VARCHAR, 20483",
        "latin1_swedish_ci, VARCHAR, 20483",
        "utf8mb4_bin, VARBINARY, 20611"
    })
    void theColumnTellsItsCollation(String name, Type type, int flags) {
        Collation collation =
                Collation.known().stream().filter(c -> c.name().equals(name)).findFirst().get();
        words(collation);
        EventReader reader = new EventReader(client.stream("-80", ""));
        reader.readUntil(r -> r.events().stream().anyMatch(VEvent::hasFieldEvent));

        Field word = reader.events().get(1).getFieldEvent().getFields(0);
        assertThat(word.getCharset()).isEqualTo(collation.idOfVitess());
        assertThat(word.getType()).isEqualTo(type);
        assertThat(word.getColumnLength()).isEqualTo(40);
        assertThat(word.getFlags()).isEqualTo(flags);
    }

    @ParameterizedTest
    @CsvSource({
        "utf8mb4_0900_ai_ci, 'a', 'a ', -1",
        "utf8mb4_general_ci, 'a', 'A ', 0",
        "utf8mb4_bin, 'a', 'a ', 0",
        "utf8mb4_bin, 'a', 'A', 1",
        "latin1_swedish_ci, 'Z', '_', -1",
        "utf8mb4_0900_ai_ci, 'Z', '_', 1",
        "utf8mb4_0900_ai_ci, 'ab', 'B', -1"
    })
    void theOrdersAreMySqls(String name, String left, String right, int expected) {
        Collation collation =
                Collation.known().stream().filter(c -> c.name().equals(name)).findFirst().get();

        assertThat(
                        Integer.signum(
                                collation
                                        .order()
                                        .compare(left.getBytes(UTF_8), right.getBytes(UTF_8))))
                .isEqualTo(expected);
    }

    @Test
    void textsWhoseOrderIsNotKnownAreRefused() {
        words(Collation.UTF8MB4_GENERAL_CI);

        assertThatThrownBy(() -> shard.transaction(tx -> tx.insert("word", "\u00e4", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only printable ASCII");
    }

    @Test
    void onlyTextsHaveACollation() {
        assertThatThrownBy(
                        () ->
                                TableDefinition.of("t")
                                        .bigint("id")
                                        .collated(Collation.UTF8MB4_GENERAL_CI))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("id is bigint, not a varchar");
    }

    private void words(Collation collation) {
        customer.createTable(
                TableDefinition.of("word")
                        .varchar("word", 10)
                        .primaryKey()
                        .collated(collation)
                        .bigint("number"));
    }

    private List<String> copy() {
        EventReader reader = new EventReader(client.stream("-80", ""));
        reader.readCopy();
        return reader.rows();
    }
}
