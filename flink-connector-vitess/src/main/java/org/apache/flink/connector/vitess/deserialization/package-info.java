// SPDX-License-Identifier: Apache-2.0
/**
 * From changes to the records of a job.
 *
 * <p>Rule: uses {@code change}, {@code value}, the shard of {@code position}, and of {@code decode}
 * the JSON of a VGTID.
 */
package org.apache.flink.connector.vitess.deserialization;
