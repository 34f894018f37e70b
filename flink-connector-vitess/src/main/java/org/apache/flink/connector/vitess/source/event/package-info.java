// SPDX-License-Identifier: Apache-2.0
/**
 * What readers and the enumerator report to each other.
 *
 * <p>Rule: an event may get lost with the failure that follows it, so each is sent again, or is
 * worth nothing then.
 */
package org.apache.flink.connector.vitess.source.event;
