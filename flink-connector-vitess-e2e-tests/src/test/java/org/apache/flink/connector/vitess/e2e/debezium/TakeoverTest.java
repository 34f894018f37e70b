// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

class TakeoverTest {

    private static final String LEFT = "0a8f2bde-0000-11ee-8000-00000000000a";
    private static final String RIGHT = "0a8f2bde-0000-11ee-8000-00000000000b";

    private static final Map<String, List<String>> WRITTEN =
            Map.of("-80", List.of("c ->1:1", "c ->2:1", "c ->3:1"), "80-", List.of("c ->1:1"));

    /** Of the transactions 3 and 4 of the left shard, the second is not in the offset. */
    private final Takeover takeover =
            new Takeover(
                    "{\"vgtid\":\"["
                            + shard("-80", LEFT, 3)
                            + ","
                            + shard("80-", RIGHT, 9)
                            + "]\"}",
                    List.of(
                            insert("-80", LEFT, 3, 1),
                            insert("80-", RIGHT, 9, 1),
                            insert("-80", LEFT, 4, 2)));

    private final List<Change> ours =
            new ArrayList<>(List.of(insert("-80", LEFT, 4, 2), insert("-80", LEFT, 5, 3)));

    private static String shard(String shard, String server, int last) {
        return "{'keyspace':'shop','shard':'%s','gtid':'MySQL56/%s:1-%d','table_p_ks':[]}"
                .formatted(shard, server, last)
                .replace("'", "\\\"");
    }

    private static Change insert(String shard, String server, int transaction, int id) {
        JsonNode row = JsonNodeFactory.instance.objectNode().put("id", id).put("version", 1);
        return new Change(
                shard,
                "counter",
                "c",
                server + ":" + transaction,
                0,
                JsonNodeFactory.instance.nullNode(),
                row);
    }

    @Test
    void whatIsNotInTheOffsetIsExpectedAgain() {
        takeover.requireExactlyOnce(WRITTEN, ours);

        assertThat(takeover.again()).containsExactly(insert("-80", LEFT, 4, 2));
    }

    @Test
    void aLostChangeIsFound() {
        ours.remove(0);

        assertThatThrownBy(() -> takeover.requireExactlyOnce(WRITTEN, ours))
                .hasMessage("Shard -80: lost [c ->2:1], too much [], of 3 changes");
    }

    @Test
    void aDoubledChangeIsFound() {
        ours.add(insert("-80", LEFT, 3, 1));

        assertThatThrownBy(() -> takeover.requireExactlyOnce(WRITTEN, ours))
                .hasMessage("Shard -80: lost [], too much [c ->1:1], of 3 changes");
    }

    @Test
    void aChangeAtAnotherPlaceIsFound() {
        Collections.swap(ours, 0, 1);

        assertThatThrownBy(() -> takeover.requireExactlyOnce(WRITTEN, ours))
                .hasMessage("Shard -80: lost [], too much [], of 3 changes");
    }

    @Test
    void anOffsetCanBeMovedByATransaction() {
        String earlier = takeover.earlier();
        String later = takeover.later(ours.get(0));

        assertThat(Stream.of(earlier, later, takeover.offset()).distinct()).hasSize(3);
        assertThat(earlier).contains(LEFT + ":1-3", RIGHT + ":1-8");
        assertThat(later).contains(LEFT + ":1-4", RIGHT + ":1-9");
    }
}
