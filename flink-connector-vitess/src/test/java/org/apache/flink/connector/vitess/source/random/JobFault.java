// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

/** What happens at unit boundaries. */
enum JobFault {
    /** A checkpoint is taken, and never completes. */
    CHECKPOINT_ABORTED,
    /** A checkpoint completes, and all subtasks fail before they learn of it. */
    CHECKPOINT_UNHEARD,
    /** The job stops with a savepoint and starts from it, with any parallelism. */
    SAVEPOINT,
    /** The job fails with its coordinator, and starts with as many subtasks. */
    JOB,
    /** The job fails with its coordinator, and starts with any parallelism. */
    JOB_RESCALED,
    /** All subtasks fail; the coordinator continues. */
    ALL_SUBTASKS,
    /** One subtask fails; the coordinator and the others continue. */
    ONE_SUBTASK
}
