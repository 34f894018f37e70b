// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.position.Shard;

/**
 * Asks vtgate, or the tablets of a shard, by one or more statements. Blocks, can be interrupted,
 * and may be used by several threads.
 *
 * <p>A question is given what runs a statement and returns its rows, each value as text. A
 * statement that fails, or an answer that is none to the question, is a {@link VitessException}.
 * The action says what is asked for, in error messages.
 */
final class Questions {

    private final Statements statements;
    private final Attempts attempts;

    Questions(Statements statements, Attempts attempts) {
        this.statements = statements;
        this.attempts = attempts;
    }

    /** Asks vtgate itself. */
    <T> T ask(String action, Function<Function<String, List<List<String>>>, T> question) {
        return ask(action, "", question);
    }

    /** Asks a shard's MySQL. */
    <T> T ask(
            String action,
            Shard shard,
            TabletType tabletType,
            Function<Function<String, List<List<String>>>, T> question) {
        String type = tabletType.name().toLowerCase(Locale.ROOT);
        return ask(action, shard.keyspace() + ":" + shard.name() + "@" + type, question);
    }

    /** The first column of what vtgate answers to a statement. */
    List<String> askForNames(String action, String sql) {
        return ask(action, vtgate -> vtgate.apply(sql).stream().map(row -> row.get(0)).toList());
    }

    private <T> T ask(
            String action,
            String target,
            Function<Function<String, List<List<String>>>, T> question) {
        return Answers.read(
                action,
                () ->
                        question.apply(
                                sql -> attempts.of(() -> statements.rows(action, target, sql))));
    }
}
