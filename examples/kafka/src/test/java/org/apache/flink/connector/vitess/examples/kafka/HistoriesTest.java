// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class HistoriesTest {

    private final List<ConsumerRecord<String, String>> messages = new ArrayList<>();

    @Test
    void eachMessageIsMissedAndEachIsSeenTwice() {
        add("r", "null", "{'id':1,'a':1}");
        add("u", "{'id':1,'a':1}", "{'id':1,'a':2}");
        add("d", "{'id':1,'a':2}", "null");
        addTombstone(0);
        add("c", "null", "{'id':1,'a':1}");

        assertThat(Histories.of(messages).violations()).isEmpty();
        assertThat(Histories.of(messages).faultsThatAreNotFound()).isEmpty();
    }

    @Test
    void theTableMayBeAltered() {
        add("r", "null", "{'id':1,'gone':1,'old':2}");
        add("u", "{'id':1,'new':2,'added':null}", "{'id':1,'new':3,'added':4}");
        add("u", "{'id':1,'new':3,'added':4}", "{'id':1,'new':5,'added':4}");

        assertThat(Histories.of(messages).violations()).isEmpty();
        assertThat(Histories.of(messages).faultsThatAreNotFound()).isEmpty();
        assertThat(Histories.of(messages).rows("topic", List.of("id", "new", "other")))
                .containsExactly("[1, 5, null]");
    }

    @Test
    void aKeyHasOnePartition() {
        add("d", "{'id':1}", "null");
        addTombstone(1);

        assertThat(Histories.of(messages).violations())
                .anyMatch(text -> text.startsWith("in another partition: "));
    }

    private void add(String op, String before, String after) {
        String value =
                """
                {"op":"%s","before":%s,"after":%s,"source":{"shard":"-80","gtid":"%d"},\
                "transaction":{"total_order":1}}"""
                        .formatted(
                                op,
                                before.replace('\'', '"'),
                                after.replace('\'', '"'),
                                messages.size());
        messages.add(new ConsumerRecord<>("topic", 0, messages.size(), "key", value));
    }

    private void addTombstone(int partition) {
        messages.add(new ConsumerRecord<>("topic", partition, messages.size(), "key", null));
    }
}
