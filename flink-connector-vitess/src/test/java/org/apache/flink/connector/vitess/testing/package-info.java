// SPDX-License-Identifier: Apache-2.0
/** Fixtures shared by the connector's tests. */
package org.apache.flink.connector.vitess.testing;
