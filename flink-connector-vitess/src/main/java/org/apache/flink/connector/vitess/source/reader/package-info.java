// SPDX-License-Identifier: Apache-2.0
/**
 * The reader of one subtask: from the shards' streams to emitted records.
 *
 * <p>Rule: the fetcher thread talks to vtgate and decodes, the task thread emits; they share
 * nothing but the batches handed over.
 */
package org.apache.flink.connector.vitess.source.reader;
