// SPDX-License-Identifier: Apache-2.0
/** A whole keyspace as topics of Apache Kafka, which a job of yours can start from. */
package org.apache.flink.connector.vitess.examples.kafka;
