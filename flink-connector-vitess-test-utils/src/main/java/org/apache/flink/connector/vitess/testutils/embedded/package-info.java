// SPDX-License-Identifier: Apache-2.0
/**
 * EmbeddedVitess: keyspaces, shards and their streams in memory, on a real gRPC port.
 *
 * <p>Rule: it answers with the bytes that vtgate 24.0.0 sends. The contract tests of the e2e module
 * run the same assertions against both; where they differ, this package is wrong.
 */
package org.apache.flink.connector.vitess.testutils.embedded;
