// SPDX-License-Identifier: Apache-2.0
/**
 * A real PostgreSQL on this machine's loopback interface, for tests and demonstrations.
 *
 * <p>Rule: uses nothing but the JDK and the programs that {@code tools/postgres/install.sh} finds
 * or brings.
 */
package org.apache.flink.connector.vitess.testutils.postgres;
