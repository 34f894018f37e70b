// SPDX-License-Identifier: Apache-2.0
/** The fault matrix: which test shows which of its faults, and what each run measured. */
package org.apache.flink.connector.vitess.testing.faults;
