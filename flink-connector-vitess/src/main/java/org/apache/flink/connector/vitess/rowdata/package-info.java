// SPDX-License-Identifier: Apache-2.0
/**
 * From MySQL's values to Flink's rows: which types a column can have, and the converter of each.
 *
 * <p>Rule: a value is converted exactly or refused, never changed; uses {@code value}.
 */
package org.apache.flink.connector.vitess.rowdata;
