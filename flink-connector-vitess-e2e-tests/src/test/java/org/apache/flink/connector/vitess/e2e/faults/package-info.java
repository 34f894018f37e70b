// SPDX-License-Identifier: Apache-2.0
/** The faults of {@code docs/reliability.md} on a real Vitess. */
package org.apache.flink.connector.vitess.e2e.faults;
