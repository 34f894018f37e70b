// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeTest {

    private final Scrape scrape =
            new Scrape(
                    """
                    # HELP flink_attempts attempts (scope: shard)
                    # TYPE flink_attempts gauge
                    flink_attempts{keyspace="a, b=\\"c\\"",shard="_80",} 0.0
                    flink_restarts{job_name="j",} 1.0
                    flink_jobs 1.0
                    """);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flink_jobs > 3",
                "max by (keyspace, shard) (flink_attempts{shard=~\"$shard\", keyspace!=\"k\"}) > 3",
                "rate(flink_attempts[5m]) and on (job_name) flink_restarts{job_name=\"j\"}",
                "label_values(flink_attempts{shard=\"s\"}, keyspace)"
            })
    void whatIsThereIsKnown(String expression) {
        assertThat(scrape.unknown(expression)).isEmpty();
    }

    @Test
    void metricsThatAreNotThereAreFound() {
        assertThat(scrape.unknown("flink_jobs + flink_job")).containsExactly("flink_job");
        assertThat(scrape.unknown("sum(rate(flink_attempt[1m]))")).containsExactly("flink_attempt");
    }

    @Test
    void labelsThatAreNotThereAreFound() {
        assertThat(scrape.unknown("flink_attempts{shard=\"s\", shrad=~\"s\"}"))
                .containsExactly("shrad");
        assertThat(scrape.unknown("max by (shard, cell) (flink_attempts)")).containsExactly("cell");
        assertThat(scrape.unknown("flink_jobs and on(cell) flink_attempts"))
                .containsExactly("cell");
        assertThat(scrape.unknown("label_values(flink_attempts, cell)")).containsExactly("cell");
        assertThat(scrape.unknown("flink_attempts + flink_restarts{shard=\"s\"}"))
                .as("a label of another metric")
                .containsExactly("shard");
        assertThat(scrape.unknown("flink_attempts{b=\"c\"}"))
                .as("what looks like a label in a value")
                .containsExactly("b");
    }

    @Test
    void labelsOfTextsThatAreNotThereAreFound() {
        assertThat(
                        scrape.unknownIn(
                                "{{ $labels.shard }} {{cell}} {{ $value }}", "flink_attempts > 1"))
                .containsExactly("cell");
    }
}
