// SPDX-License-Identifier: Apache-2.0
/**
 * From changes to the records of a job.
 *
 * <p>Rule: uses {@code change} and {@code value}.
 */
package org.apache.flink.connector.vitess.deserialization;
