// SPDX-License-Identifier: Apache-2.0
/**
 * MySQL's values: the kinds of columns, and how the bytes of their values become numbers, times and
 * texts.
 *
 * <p>Rule: a value is read exactly or refused, never changed; uses {@code change}; knows nothing of
 * Flink.
 */
package org.apache.flink.connector.vitess.value;
