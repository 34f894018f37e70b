// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.event;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * A reader reports the first row of a split that it has emitted.
 *
 * @param splitId the split
 */
@Internal
public record FirstRow(String splitId) implements SourceEvent {}
