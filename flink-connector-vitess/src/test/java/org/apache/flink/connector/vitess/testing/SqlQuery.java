// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * A running query. Rows are awaited without an end: give the test a time limit in a thread of its
 * own.
 */
public final class SqlQuery implements AutoCloseable {

    private final CloseableIterator<Row> rows;

    SqlQuery(TableResult result) {
        rows = result.collect();
    }

    /** The next rows, in the form {@code +I[1, a]}. */
    public List<String> next(int count) {
        List<String> next = new ArrayList<>();
        while (next.size() < count) {
            if (!rows.hasNext()) {
                throw new AssertionError("the query ended after " + next);
            }
            next.add(rows.next().toString());
        }
        return next;
    }

    /**
     * The next rows of a table of upserts, as {@code + [1, a]} and {@code - [1, a]}. A plan may
     * give rows before updates, too, or call an insert an update: which does, depends on Flink.
     */
    public List<String> nextUpserts(int count) {
        List<String> upserts = new ArrayList<>();
        while (upserts.size() < count) {
            String row = next(1).get(0);
            switch (row.substring(0, 2)) {
                case "+I", "+U" -> upserts.add("+ " + row.substring(2));
                case "-D" -> upserts.add("- " + row.substring(2));
                default -> {}
            }
        }
        return upserts;
    }

    /** All rows up to the end of a bounded query. */
    public List<String> rest() {
        List<String> rest = new ArrayList<>();
        rows.forEachRemaining(row -> rest.add(row.toString()));
        return rest;
    }

    @Override
    public void close() throws Exception {
        rows.close();
    }
}
