// SPDX-License-Identifier: Apache-2.0
/**
 * VGTIDs as JSON: what a user starts from, and what the connector reports.
 *
 * <p>Rule: uses {@code change}, {@code position} and the messages of Vitess; of Flink only Jackson,
 * which comes with it.
 */
package org.apache.flink.connector.vitess.vgtid;
