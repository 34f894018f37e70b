// SPDX-License-Identifier: Apache-2.0
/**
 * A real Flink cluster on this machine's loopback interface, for tests and demonstrations.
 *
 * <p>Rule: uses nothing but the JDK and the distribution that {@code tools/flink/install.sh}
 * brings.
 */
package org.apache.flink.connector.vitess.testutils.flink;
