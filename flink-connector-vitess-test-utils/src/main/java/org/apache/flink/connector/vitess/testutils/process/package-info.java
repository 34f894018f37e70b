// SPDX-License-Identifier: Apache-2.0
/**
 * Real servers as processes of this machine: how their programs are installed, how they are
 * started, waited for and ended.
 *
 * <p>Rule: knows no server in particular, and uses nothing but the JDK and Linux' own programs.
 */
package org.apache.flink.connector.vitess.testutils.process;
