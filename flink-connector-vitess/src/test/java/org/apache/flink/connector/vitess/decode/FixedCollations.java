// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.List;
import java.util.Map;

/**
 * A MySQL that knows the collations of columns, and refuses to be asked for the order of texts.
 *
 * @param idsByColumn the ids by the columns' names, the same in each table
 */
record FixedCollations(Map<String, Integer> idsByColumn) implements MySqlCollations {

    @Override
    public List<Integer> compare(String table, String column, List<byte[]> values, byte[] pivot) {
        throw new AssertionError("asked for the order of " + table + "." + column);
    }

    @Override
    public Map<String, Integer> ids(String table) {
        return idsByColumn;
    }
}
