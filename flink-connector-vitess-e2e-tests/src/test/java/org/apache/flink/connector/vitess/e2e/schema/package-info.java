// SPDX-License-Identifier: Apache-2.0
/** Tables that are altered, on a real Vitess, held against what MySQL had at each moment. */
package org.apache.flink.connector.vitess.e2e.schema;
