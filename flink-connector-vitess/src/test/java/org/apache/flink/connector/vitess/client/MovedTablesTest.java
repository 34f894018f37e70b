// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.vitess.config.Risk;
import org.apache.flink.connector.vitess.position.Shard;
import org.junit.jupiter.api.Test;

/** What answers mean; that a real server gives them is shown end to end. */
class MovedTablesTest {

    private static final Shard SHARD = new Shard("shop", "-80");

    private static final String JOURNAL =
            "id:5 tables:\"orders\" local_position:\"MySQL56/e6b34cf4:1-94\"";

    private static final String REVERSE =
            "keyspace:\"archive\" shard:\"0\" filter:{rules:{match:\"orders\" filter:\"select *\"}}";

    private final List<String> asked = new ArrayList<>();
    private List<List<String>> journals = List.of(List.of(JOURNAL));
    private List<List<String>> streams = List.of();
    private boolean denied = true;
    private String refusal = "disallowed due to rule: enforce denied tables";

    @Test
    void aTableThatIsRefusedAndHasNoStreamIsGone() {
        assertThat(find("customer", "orders"))
                .singleElement()
                .satisfies(
                        found -> {
                            assertThat(found.risk()).isEqualTo(Risk.MOVED_TABLES);
                            assertThat(found.message())
                                    .contains("table 'orders' of shard shop/-80");
                        });
    }

    @Test
    void namesThatProtobufEscapesAreFoundToo() {
        journals =
                List.of(
                        List.of("id:5 tables:\"say \\\"hi\\\"\" tables:\"back\\\\slash\""),
                        List.of("id:6 tables:\"gr\\xc3\\xb6\\xc3\\x9fe\" tables:\"größer\""));

        for (String table : List.of("say \"hi\"", "back\\slash", "größe", "größer")) {
            assertThat(find(table)).as(table).hasSize(1);
        }
        assertThat(find("hi", "slash", "say")).isEmpty();
    }

    /** As vtgate waits for the table to come back. */
    @Test
    void aTableThatIsNotAnsweredForInTimeIsGoneToo() {
        refusal = "it did not answer in time (DEADLINE_EXCEEDED: context deadline exceeded)";

        assertThat(find("orders")).hasSize(1);
    }

    @Test
    void aShardThatCannotBeAskedSaysNothing() {
        refusal = "the connection was lost";

        assertThatThrownBy(() -> find("orders")).hasMessage(refusal);
    }

    @Test
    void reverseReplicationBringsItsChanges() {
        streams = List.of(List.of(REVERSE));

        assertThat(find("orders")).isEmpty();
    }

    @Test
    void aTableThatCameBackIsNotGone() {
        denied = false;

        assertThat(find("orders")).isEmpty();
    }

    @Test
    void withoutASwitchOnlyTheJournalsAreAskedFor() {
        journals = List.of(List.of("id:6 migration_type:SHARDS"), List.of("tables:\"orders2\""));

        assertThat(find("orders")).isEmpty();
        assertThat(asked).containsExactly(MovedTables.JOURNALS);
    }

    private List<FoundRisk> find(String... tables) {
        return MovedTables.find(SHARD, List.of(tables), this::answer);
    }

    private List<List<String>> answer(String sql) {
        asked.add(sql);
        if (sql.equals(MovedTables.JOURNALS)) {
            return journals;
        }
        if (sql.equals(MovedTables.STREAMS)) {
            return streams;
        }
        assertThat(sql).matches("select 1 from `[^`]+` limit 0");
        if (denied) {
            throw new VitessException(refusal, null);
        }
        return List.of();
    }
}
