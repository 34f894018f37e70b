// SPDX-License-Identifier: Apache-2.0
/**
 * From changes to the records of a job.
 *
 * <p>Rule: uses {@code change}, {@code value} and the shard of {@code position}.
 */
package org.apache.flink.connector.vitess.deserialization;
