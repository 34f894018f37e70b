// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import java.util.Objects;
import org.apache.flink.annotation.Internal;

/** How far the copy of one table of one shard has come. Part of the source's state. */
@Internal
public sealed interface TableCopy {

    /** No row has been copied. */
    record NotStarted() implements TableCopy {}

    /**
     * Rows up to a primary key have been copied.
     *
     * @param lastPk the last key that was copied
     */
    record InProgress(LastPk lastPk) implements TableCopy {
        public InProgress {
            Objects.requireNonNull(lastPk, "lastPk");
        }
    }

    /** All rows have been copied, or none had to be: the table's changes are streamed. */
    record Finished() implements TableCopy {}
}
