// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.event;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * The enumerator has assigned all shards: a reader without one need not expect any before the next
 * reshard.
 */
@Internal
public record ShardsAssigned() implements SourceEvent {}
