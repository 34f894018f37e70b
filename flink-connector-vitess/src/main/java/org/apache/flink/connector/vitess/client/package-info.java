// SPDX-License-Identifier: Apache-2.0
/**
 * The conversation with vtgate over gRPC.
 *
 * <p>Rule: with {@code decode} the only package that knows gRPC and generated classes; uses {@code
 * position}, {@code change} and {@code config}, no Flink but its stability annotations.
 */
package org.apache.flink.connector.vitess.client;
