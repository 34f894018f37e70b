// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The comparison finds each fault at each place of either side, and no other. */
class ComparisonTest {

    private static final RandomTable TABLE =
            new RandomTable(
                    "t",
                    List.of("id int"),
                    true,
                    row -> List.of("" + row),
                    List.of(RandomColumn.integer("v", "bigint unsigned", 0, 9)));

    private final List<String> ours = new ArrayList<>();
    private final List<String> debeziums = new ArrayList<>();

    ComparisonTest() {
        for (int transaction = 1; transaction < 7; transaction++) {
            for (String shard : List.of("-80", "80-")) {
                writeBoth(shard, transaction);
            }
        }
    }

    /** Fences first and last, and between them an insert, updates, also of the key, a delete. */
    private void writeBoth(String shard, int n) {
        String row = "{\"id\":3,\"v\":%s}";
        String keyed = "{\"id\":4,\"v\":%s}";
        switch (n) {
            case 1 -> both("fence", shard, n, "c", "null", "{\"id\":1}");
            case 2 -> both("t", shard, n, "c", "null", row.formatted("null"));
            case 3 -> both("t", shard, n, "u", row.formatted("null"), row.formatted("%s"));
            case 4 -> {
                ours.add(ours("t", shard, n, "u", row, keyed));
                debezium("t", shard, n, "d", row, "null");
                debezium("t", shard, n, "c", "null", keyed);
            }
            case 5 -> both("t", shard, n, "d", keyed, "null");
            default -> both("fence", shard, n, "c", "null", "{\"id\":2}");
        }
    }

    private void both(String table, String shard, int n, String op, String before, String after) {
        ours.add(ours(table, shard, n, op, before, after));
        debezium(table, shard, n, op, before, after);
    }

    private static String ours(
            String table, String shard, int n, String op, String before, String after) {
        return ("{\"before\":%s,\"after\":%s,\"source\":{\"connector\":\"vitess\",\"ts_ms\":5000,"
                        + "\"snapshot\":\"false\",\"db\":\"shop\",\"keyspace\":\"shop\","
                        + "\"shard\":\"%s\",\"table\":\"%s\",\"gtid\":\"a%s:%d\"},"
                        + "\"op\":\"%s\",\"ts_ms\":5000}")
                .formatted(
                        before.formatted("7"),
                        after.formatted("7"),
                        shard,
                        table,
                        hex(shard),
                        n,
                        op);
    }

    private void debezium(
            String table, String shard, int n, String op, String before, String after) {
        String times = "\"ts_ms\":%1$d,\"ts_us\":%1$d000,\"ts_ns\":%1$d000000";
        debeziums.add(
                ("{\"payload\":{\"before\":%s,\"after\":%s,\"source\":{\"version\":\"3\","
                                + "\"connector\":\"vitess\",\"name\":\"n\",%s,"
                                + "\"snapshot\":\"false\",\"db\":\"\",\"sequence\":null,"
                                + "\"keyspace\":\"shop\",\"shard\":\"%s\",\"table\":\"%s\","
                                + "\"vgtid\":\"[{\\\"shard\\\":\\\"-80\\\",\\\"gtid\\\":"
                                + "\\\"MySQL56/a%s:1-%d\\\"},{\\\"shard\\\":\\\"80-\\\","
                                + "\\\"gtid\\\":\\\"MySQL56/a%s:1-%d\\\"}]\"},"
                                + "\"transaction\":null,\"op\":\"%s\",%s}}")
                        .formatted(
                                before.formatted("\"7\""),
                                after.formatted("\"7\""),
                                times.formatted(6000),
                                shard,
                                table,
                                hex("-80"),
                                n,
                                hex("80-"),
                                n,
                                op,
                                times.formatted(7000)));
        if (op.equals("d")) {
            debeziums.add("null");
        }
    }

    private static String hex(String shard) {
        return Integer.toHexString(shard.hashCode());
    }

    private static Comparison compare(List<String> ours, List<String> debeziums) {
        Comparison comparison =
                new Comparison(
                        "shop",
                        List.of("-80", "80-"),
                        Map.of("t", TABLE, "fence", RandomTable.FENCE));
        comparison.requireEqual(ours, debeziums, 1, 2);
        return comparison;
    }

    @Test
    void theSameChangesAreEqual() {
        Comparison comparison = compare(ours, debeziums);

        assertThat(comparison.compared()).isEqualTo(14);
        assertThat(comparison.fired())
                .containsEntry(Rule.KEY_UPDATE, 2)
                .containsEntry(Rule.TOMBSTONE, 4)
                .containsEntry(Rule.UNSIGNED, 8)
                .containsEntry(Rule.TIME_OF_CHANGE, 14)
                .containsEntry(Rule.JSON, 0);
    }

    @ParameterizedTest
    @EnumSource
    void aFaultIsFoundAtEachPlace(PlantedFault fault) {
        places(ours)
                .forEach(
                        at -> fault.requireFoundHere(ours, debeziums, at, ComparisonTest::compare));
        places(debeziums)
                .forEach(
                        at ->
                                fault.requireFoundThere(
                                        ours, debeziums, at, ComparisonTest::compare));
    }

    private static IntStream places(List<String> lines) {
        return IntStream.range(0, lines.size()).filter(at -> PlantedFault.isPlace(lines.get(at)));
    }

    @Test
    void aMissingTombstoneIsFound() {
        debeziums.remove("null");

        assertThatThrownBy(() -> compare(ours, debeziums)).hasMessageContaining("no tombstone");
    }

    @Test
    void anotherNullIsFound() {
        ours.replaceAll(line -> line.replace("\"v\":null", "\"v\":7"));

        assertThatThrownBy(() -> compare(ours, debeziums)).hasMessageContaining("Different v");
    }

    @Test
    void aColumnOfOneSideIsFound() {
        ours.replaceAll(line -> line.replace("\"v\":7}", "\"v\":7,\"w\":7}"));

        assertThatThrownBy(() -> compare(ours, debeziums)).hasMessageContaining("Different row");
    }

    @Test
    void aTimeAfterTheCommitIsFound() {
        ours.replaceAll(line -> line.replace("5000", "6001"));

        assertThatThrownBy(() -> compare(ours, debeziums)).hasMessageContaining("Different change");
    }

    @Test
    void aFieldThatNoRuleNamesIsFound() {
        debeziums.replaceAll(line -> line.replace("\"sequence\"", "\"another\""));

        assertThatThrownBy(() -> compare(ours, debeziums)).hasMessageContaining("another");
    }
}
