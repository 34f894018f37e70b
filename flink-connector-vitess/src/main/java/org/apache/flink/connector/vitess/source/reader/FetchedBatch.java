// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import org.apache.flink.connector.vitess.decode.ChangeBatch;

/**
 * A batch of changes, and the part of the reader's memory that it holds.
 *
 * @param changes the changes
 * @param bytes the size of the responses that it was made of
 * @param release to be called once all records of the batch are emitted
 */
record FetchedBatch(ChangeBatch changes, long bytes, Runnable release) {

    /** A batch that holds nothing, such as one without changes. */
    static FetchedBatch of(ChangeBatch changes) {
        return new FetchedBatch(changes, 0, () -> {});
    }
}
