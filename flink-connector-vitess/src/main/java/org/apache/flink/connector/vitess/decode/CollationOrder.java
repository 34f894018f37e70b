// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.List;
import org.apache.flink.annotation.Internal;

/** Asks MySQL for the order of texts whose collation only MySQL knows. */
@Internal
@FunctionalInterface
public interface CollationOrder {

    /**
     * Compares values of a column with one of them, in the column's collation.
     *
     * @param table the table
     * @param column a text column of it
     * @param values the values, in the column's character set
     * @param pivot what each is compared with
     * @return for each value, negative, zero or positive as it is less, equal or greater
     * @throws RuntimeException if MySQL cannot be asked; the decoder passes it on as the cause
     */
    List<Integer> compare(String table, String column, List<byte[]> values, byte[] pivot);
}
