// SPDX-License-Identifier: Apache-2.0
/**
 * A real Apache Kafka broker on this machine's loopback interface, for tests and demonstrations.
 *
 * <p>Rule: uses nothing but the JDK and the jars that {@code tools/kafka/install.sh} brings.
 */
package org.apache.flink.connector.vitess.testutils.kafka;
