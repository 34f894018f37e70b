// SPDX-License-Identifier: Apache-2.0
/**
 * What the source reports to Flink's lineage of jobs (FLIP-314): which tables it reads.
 *
 * <p>Rule: uses {@code config} alone.
 */
package org.apache.flink.connector.vitess.lineage;
