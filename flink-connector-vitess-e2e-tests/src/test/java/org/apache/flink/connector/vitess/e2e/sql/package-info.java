// SPDX-License-Identifier: Apache-2.0
/** SQL on a real Flink cluster that reads a real Vitess, with the jar that users take. */
package org.apache.flink.connector.vitess.e2e.sql;
