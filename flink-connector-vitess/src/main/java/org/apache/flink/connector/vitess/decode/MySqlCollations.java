// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.List;
import java.util.Map;
import org.apache.flink.annotation.Internal;

/** Asks MySQL for what only it knows of collations: their ids, and the order of texts. */
@Internal
public interface MySqlCollations {

    /**
     * Compares values of a column with one of them, in the column's collation.
     *
     * @param table the table
     * @param column a text column of it
     * @param values the values, in the column's character set
     * @param pivot what each is compared with
     * @return for each value, negative, zero or positive as it is less, equal or greater
     * @throws NotAnsweredException if MySQL cannot be asked; the decoder passes it on
     */
    List<Integer> compare(String table, String column, List<byte[]> values, byte[] pivot);

    /**
     * The ids of the collations of a table's text columns, by the columns' names. Vitess sends 0
     * for those that it does not know, such as those of gbk.
     *
     * @throws NotAnsweredException if MySQL cannot be asked; the decoder passes it on
     */
    Map<String, Integer> ids(String table);
}
