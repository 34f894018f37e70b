// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.local;

import org.apache.flink.connector.vitess.testutils.process.ServerProcess;

/**
 * One vtgate.
 *
 * @param process the process
 * @param httpPort the port of its status pages, on loopback
 * @param grpcPort the port of VStream and Execute, on loopback
 * @param mysqlPort the port for MySQL clients, on loopback; any user, no password
 */
public record Vtgate(ServerProcess process, int httpPort, int grpcPort, int mysqlPort) {}
