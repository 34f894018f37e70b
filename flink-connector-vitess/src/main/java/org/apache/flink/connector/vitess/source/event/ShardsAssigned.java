// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.event;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * The answer to a reader without a split: all shards are assigned to others, so it need not expect
 * one before the next reshard.
 */
@Internal
public record ShardsAssigned() implements SourceEvent {}
