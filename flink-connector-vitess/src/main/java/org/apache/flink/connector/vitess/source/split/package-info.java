// SPDX-License-Identifier: Apache-2.0
/**
 * The split, one for each shard, and the stored form of state.
 *
 * <p>Rule: state is written field by field, with a version, never by Java serialization. Bytes that
 * a released version wrote stay readable; they are kept in the test resources.
 */
package org.apache.flink.connector.vitess.source.split;
