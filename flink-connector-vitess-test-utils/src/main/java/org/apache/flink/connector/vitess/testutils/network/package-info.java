// SPDX-License-Identifier: Apache-2.0
/** Networks that fail. */
package org.apache.flink.connector.vitess.testutils.network;
