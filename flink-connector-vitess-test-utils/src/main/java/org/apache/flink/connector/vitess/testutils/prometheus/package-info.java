// SPDX-License-Identifier: Apache-2.0
/**
 * A real Prometheus on this machine's loopback interface, for tests of metrics and alerts.
 *
 * <p>Rule: uses nothing but the JDK and the programs that {@code tools/prometheus/install.sh} finds
 * or brings.
 */
package org.apache.flink.connector.vitess.testutils.prometheus;
