// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;

/**
 * Compares what both connectors say of the same changes, in order, shard by shard. A difference
 * that no {@link Rule} explains is an {@link AssertionError}.
 */
final class Comparison {

    private final List<String> shards;
    private final Map<String, RandomTable> tables;
    private final FiredRules fired = new FiredRules();
    private final Changes changes;
    private final Map<String, Long> commits = new HashMap<>();
    private int compared;

    /**
     * Compares nothing yet.
     *
     * @param tables the last state of each; a column that was added later may be missing
     */
    Comparison(String keyspace, List<String> shards, Map<String, RandomTable> tables) {
        this.shards = shards;
        this.tables = tables;
        this.changes = new Changes(keyspace, tables, fired);
    }

    /**
     * Compares all between two fences in each shard.
     *
     * @param ourLines the JSON of our deserializer
     * @param debeziumLines the JSON of Debezium's converter, with schemas
     */
    void requireEqual(List<String> ourLines, List<String> debeziumLines, int begin, int end) {
        List<Change> ours = changes.ours(ourLines);
        List<Change> theirs = changes.debeziums(debeziumLines);
        for (String shard : shards) {
            requireEqual(between(ours, shard, begin, end), between(theirs, shard, begin, end));
        }
    }

    /** A shard's changes from one fence to another, with these. */
    private static List<Change> between(List<Change> all, String shard, int begin, int end) {
        List<Change> ofShard = all.stream().filter(one -> one.shard().equals(shard)).toList();
        return ofShard.subList(fence(ofShard, begin), fence(ofShard, end) + 1);
    }

    private static int fence(List<Change> changes, int id) {
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i).isFence(id)) {
                return i;
            }
        }
        throw new AssertionError("There is no fence " + id);
    }

    private void requireEqual(List<Change> ours, List<Change> theirs) {
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            requireEqual(ours.get(i), theirs.get(i));
        }
        if (ours.size() != theirs.size()) {
            throw new AssertionError(
                    "%d changes here, %d of Debezium".formatted(ours.size(), theirs.size()));
        }
        compared += ours.size();
    }

    private void requireEqual(Change ours, Change theirs) {
        if (!ours.table().equals(theirs.table())
                || !ours.op().equals(theirs.op())
                || !ours.transaction().equals(theirs.transaction())
                || !isSameTime(ours, theirs)) {
            throw different("change", ours, theirs);
        }
        requireEqual(ours, theirs, ours.before(), theirs.before());
        requireEqual(ours, theirs, ours.after(), theirs.after());
    }

    /** Debezium has one time for a transaction, which is none before a statement of it. */
    private boolean isSameTime(Change ours, Change theirs) {
        if (ours.millis() != theirs.millis()) {
            fired.count(Rule.TIME_OF_CHANGE);
        }
        long committed = commits.computeIfAbsent(theirs.transaction(), gtid -> theirs.millis());
        return ours.millis() <= theirs.millis() && theirs.millis() == committed;
    }

    private void requireEqual(Change ours, Change theirs, JsonNode ourRow, JsonNode theirRow) {
        if (ourRow.isNull() != theirRow.isNull() || ourRow.size() != theirRow.size()) {
            throw different("row", ours, theirs);
        }
        Iterator<String> theirNames = theirRow.fieldNames();
        ourRow.fields()
                .forEachRemaining(
                        field -> {
                            String name = field.getKey();
                            if (!name.equals(theirNames.next())
                                    || !isSame(
                                            ours.table(),
                                            name,
                                            field.getValue(),
                                            theirRow.get(name))) {
                                throw different(name, ours, theirs);
                            }
                        });
    }

    private boolean isSame(String table, String column, JsonNode ours, JsonNode theirs) {
        if (isEqual(ours, theirs)) {
            return true;
        }
        var rule = Rule.explaining(tables.get(table).types().get(column), ours, theirs);
        rule.ifPresent(fired::count);
        return rule.isPresent();
    }

    private static boolean isEqual(JsonNode ours, JsonNode theirs) {
        return ours.isNumber() && theirs.isNumber()
                ? ours.decimalValue().compareTo(theirs.decimalValue()) == 0
                : ours.equals(theirs);
    }

    private static AssertionError different(String what, Change ours, Change theirs) {
        return new AssertionError(
                "Different %s:\n  here     %s\n  Debezium %s".formatted(what, ours, theirs));
    }

    /** How many changes were equal. */
    int compared() {
        return compared;
    }

    Map<Rule, Integer> fired() {
        return fired.counts();
    }
}
