// SPDX-License-Identifier: Apache-2.0
/** Programs to copy from: the smallest DataStream job, and the quickstart. */
package org.apache.flink.connector.vitess.examples;
