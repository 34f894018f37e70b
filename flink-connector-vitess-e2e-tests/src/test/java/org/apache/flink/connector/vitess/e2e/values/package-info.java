// SPDX-License-Identifier: Apache-2.0
/** Every type of MySQL with its edge values, on a real Vitess. */
package org.apache.flink.connector.vitess.e2e.values;
