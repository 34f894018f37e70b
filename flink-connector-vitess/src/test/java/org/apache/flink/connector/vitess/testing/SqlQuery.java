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
                throw new AssertionError("the query ended behind " + next);
            }
            next.add(rows.next().toString());
        }
        return next;
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
