// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.deserialization;

import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.SchemaChange;
import org.apache.flink.connector.vitess.change.TransactionBoundary;
import org.apache.flink.util.Collector;

/**
 * Turns changes into the records of a job. Each source subtask has one copy, and calls it from one
 * thread, the fetcher's, so that the task's thread has only to emit the records.
 *
 * @param <T> the type of the records
 */
@PublicEvolving
public interface VitessDeserializationSchema<T> extends Serializable, ResultTypeQueryable<T> {

    /**
     * Called once in each subtask before the first change, in the task's thread.
     *
     * @param context gives metrics and the user code's class loader
     * @throws Exception fails the job
     */
    default void open(DeserializationSchema.InitializationContext context) throws Exception {}

    /**
     * Emits any number of records for a change.
     *
     * @param change the change; may be kept
     * @param out takes the records, which are kept until they are emitted; itself not to be kept
     * @throws Exception fails the job: a change is never skipped because it cannot be read
     */
    void deserialize(RowChange change, Collector<T> out) throws Exception;

    /**
     * Emits any number of records for a DDL statement that altered a captured table, by default
     * none. It comes in order with the rows of its shard; each shard passes the statement by
     * itself. After a failure it comes again only if its records did not count.
     *
     * @param change what the statement did; may be kept
     * @param out takes the records, which are kept until they are emitted; itself not to be kept
     * @throws Exception fails the job
     */
    default void deserialize(SchemaChange change, Collector<T> out) throws Exception {}

    /**
     * Whether the beginnings and ends of transactions are wanted, by default not. They cost some
     * objects for each transaction.
     */
    default boolean wantsTransactionBoundaries() {
        return false;
    }

    /**
     * Emits any number of records for the beginning or the end of a transaction, by default none.
     * It comes in order with the changes of its shard, if it is {@linkplain
     * #wantsTransactionBoundaries() wanted}.
     *
     * @param boundary the beginning or the end; may be kept
     * @param out takes the records, which are kept until they are emitted; itself not to be kept
     * @throws Exception fails the job
     */
    default void deserialize(TransactionBoundary boundary, Collector<T> out) throws Exception {}
}
