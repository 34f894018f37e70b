// SPDX-License-Identifier: Apache-2.0
/**
 * From MySQL's bytes to values.
 *
 * <p>Rule: a value is read exactly or refused, never changed; uses {@code change}.
 */
package org.apache.flink.connector.vitess.value;
