// SPDX-License-Identifier: Apache-2.0
/**
 * From the bytes of a VStream's responses to changes and safe positions.
 *
 * <p>Rule: pure, without connections, threads or clock; uses {@code position}, {@code change} and
 * the generated classes, no Flink but its stability annotations.
 */
package org.apache.flink.connector.vitess.decode;
