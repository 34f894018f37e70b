// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.apache.flink.connector.vitess.testing.ledger.LedgerTable;

/** Statements that alter a ledger's table, so that its own columns keep their values. */
final class LedgerAlterations {

    private final String table;
    private final Random random;
    private final Deque<String> added = new ArrayDeque<>();
    private int names;

    LedgerAlterations(String table, Random random) {
        this.table = table;
        this.random = random;
    }

    /** The next statement: columns are added, dropped, renamed, widened and moved. */
    String next() {
        List<String> own = LedgerTable.columns(table);
        String last = own.get(own.size() - 1);
        String clause =
                switch (added.isEmpty() ? 0 : random.nextInt(5)) {
                    case 1 -> "drop column " + added.removeFirst();
                    case 2 -> {
                        String before = added.removeFirst();
                        yield "rename column %s to %s".formatted(before, name());
                    }
                    case 3 -> "modify column %s bigint first".formatted(added.getFirst());
                    case 4 ->
                            "modify column %s %s first"
                                    .formatted(
                                            last,
                                            LedgerTable.isAccount(table)
                                                    ? "bigint"
                                                    : "varchar(%d)".formatted(64 + ++names));
                    default ->
                            "add column %s int default 7%s"
                                    .formatted(
                                            name(), random.nextBoolean() ? "" : " after " + last);
                };
        return "alter table " + table + " " + clause;
    }

    private String name() {
        String name = "x" + ++names;
        added.addLast(name);
        return name;
    }
}
