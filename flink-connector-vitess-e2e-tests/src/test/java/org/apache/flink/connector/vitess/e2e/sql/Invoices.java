// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Random changes of the table {@code invoice} of the examples, in both of its shards. */
final class Invoices {

    private static final List<String> NAMES = List.of("Grüße & Söhne", "O''Neil", "日本", "😀", "");

    private final Database vitess;
    private final Random random;
    private final List<Integer> ids = new ArrayList<>();
    private final AtomicInteger changes = new AtomicInteger();
    private int lastId;

    Invoices(Database vitess, long seed) {
        this.vitess = vitess;
        this.random = new Random(seed);
    }

    /** Inserts rows, each in its own transaction. */
    void insert(int count) {
        for (int i = 0; i < count; i++) {
            insert();
        }
    }

    /** Makes one change: an insert, an update, a delete, or a changed primary key. */
    void change() {
        switch (random.nextInt(5)) {
            case 0, 1 -> insert();
            case 2 -> update();
            case 3 -> delete();
            default -> move();
        }
        changes.incrementAndGet();
    }

    /** How many changes were made. */
    int changes() {
        return changes.get();
    }

    private void insert() {
        int id = ++lastId;
        vitess.run(
                ("insert into invoice (invoice_id, customer_id, recipient, amount, note, paid_at)"
                                + " values (%d, %d, '%s', %s, %s, %s)")
                        .formatted(
                                id, 1 + random.nextInt(100), name(), amount(), note(), paidAt()));
        ids.add(id);
    }

    private void update() {
        vitess.run(
                "update invoice set recipient = '%s', amount = %s, note = %s, paid_at = %s"
                                .formatted(name(), amount(), note(), paidAt())
                        + " where invoice_id = "
                        + ids.get(random.nextInt(ids.size())));
    }

    private void delete() {
        if (ids.size() > 1) {
            int id = ids.remove(random.nextInt(ids.size()));
            vitess.run("delete from invoice where invoice_id = " + id);
        }
    }

    private void move() {
        int at = random.nextInt(ids.size());
        int id = ++lastId;
        vitess.run(
                "update invoice set invoice_id = %d, note = 'moved' where invoice_id = %d"
                        .formatted(id, ids.get(at)));
        ids.set(at, id);
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private String amount() {
        return String.format(
                Locale.ROOT, "%d.%02d", random.nextInt() % 1_000_000_000, random.nextInt(100));
    }

    private String note() {
        return random.nextBoolean() ? "null" : "'note " + random.nextInt(1000) + "'";
    }

    private String paidAt() {
        return random.nextBoolean()
                ? "null"
                : String.format(
                        Locale.ROOT,
                        "'20%02d-02-28 23:59:%02d.%06d'",
                        random.nextInt(100),
                        random.nextInt(60),
                        random.nextInt(1_000_000));
    }
}
