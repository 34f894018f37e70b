// SPDX-License-Identifier: Apache-2.0
/**
 * A real Vitess on this machine's loopback interface, for tests and demonstrations.
 *
 * <p>Rule: uses nothing but the JDK and the programs that {@code tools/vitess/install.sh} brings.
 */
package org.apache.flink.connector.vitess.testutils.local;
