// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.connector.vitess.testing.GeneratedDocs;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule explains its difference, none a wrong value; and the document lists them all. */
class RuleTest {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "UNSIGNED | bigint unsigned | 18446744073709551615 | \"18446744073709551615\" | \"18446744073709551614\"",
                "DECIMAL | decimal(9,2) | \"-0.50\" | \"-.50\" | \".50\"",
                "FLOAT | float | 0.0349009 | 0.03490090370178223 | 0.0349019",
                "LATIN1 | varchar(40) character set latin1 | \"né\" | \"n\uFFFD\" | \"n\"",
                "JSON | json | \"{\\\"b\\\": 1, \\\"aa\\\": 2}\" | \"{\\\"aa\\\": 2, \\\"b\\\": 1}\" | \"{\\\"aa\\\": 2, \\\"b\\\": 2}\"",
                "BIT | bit(1) | true | \"AQ==\" | \"AA==\"",
                "DATE | date | \"1969-12-31\" | -1 | 1",
                "TIME | time(6) | \"-00:00:01.500000\" | -1500000 | 1500000",
                "TIME | time | \"838:59:59\" | 3020399000000 | 3020399000001",
                "DATETIME_MILLIS | datetime(3) | \"1969-12-31 23:59:59.999\" | -1 | 0",
                "DATETIME_MICROS | datetime(6) | \"9999-12-31 23:59:59.999999\" | 253402300799999999 | 253402300799999998",
                "TIMESTAMP | timestamp | \"2024-02-29 12:34:56Z\" | \"2024-02-29 12:34:56\" | \"2024-02-29 12:34:57\"",
            })
    void aRuleExplainsItsDifferenceOnly(
            Rule rule, String type, String ours, String theirs, String wrong) throws Exception {
        JsonNode value = JSON.readTree(ours);

        assertThat(Rule.explaining(type, value, JSON.readTree(theirs))).contains(rule);
        assertThat(Rule.explaining(type, value, JSON.readTree(wrong))).isEmpty();
        assertThat(Rule.explaining(type, value, JSON.nullNode())).isEmpty();
        assertThat(Rule.explaining(type, JSON.nullNode(), JSON.readTree(theirs))).isEmpty();
        assertThat(Rule.explaining("varchar(40)", value, JSON.readTree(theirs))).isEmpty();
    }

    @Test
    void theDocumentListsAllRules() throws Exception {
        List<String> rows = new ArrayList<>();
        rows.add("| what | Debezium | here | why |");
        rows.add("|---|---|---|---|");
        Arrays.stream(Rule.values()).map(Rule::documented).forEach(rows::add);

        GeneratedDocs.assertTable("debezium.md", RuleTest.class, rows);
    }
}
