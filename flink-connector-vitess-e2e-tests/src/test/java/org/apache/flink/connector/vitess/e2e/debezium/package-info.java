// SPDX-License-Identifier: Apache-2.0
/** The same changes from Debezium's connector for Vitess and from this one. */
package org.apache.flink.connector.vitess.e2e.debezium;
