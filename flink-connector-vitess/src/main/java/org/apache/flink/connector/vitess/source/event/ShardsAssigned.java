// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.event;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Told to a reader without a split, or one of whose shards has ended: all shards are assigned, so
 * it need not expect one before the next reshard.
 */
@Internal
public record ShardsAssigned() implements SourceEvent {}
