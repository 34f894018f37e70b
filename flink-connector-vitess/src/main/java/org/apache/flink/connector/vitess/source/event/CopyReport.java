// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.event;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * A reader reports whether a split still copies tables: when it starts to read the split, and when
 * the copy ends.
 *
 * @param splitId the split
 * @param copying whether tables are to be copied
 */
@Internal
public record CopyReport(String splitId, boolean copying) implements SourceEvent {}
