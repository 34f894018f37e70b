// SPDX-License-Identifier: Apache-2.0
/** What the examples need to be tried, and a job of yours does not. */
package org.apache.flink.connector.vitess.examples.demo;
