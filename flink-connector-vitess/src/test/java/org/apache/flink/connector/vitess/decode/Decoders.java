// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import static org.apache.flink.connector.vitess.testing.Responses.response;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.apache.flink.connector.vitess.position.EndPosition.Never;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;

/** Decoders of shard {@code shop/-80}, as {@code Responses} has it, without an end. */
final class Decoders {

    static final Shard SHARD = new Shard("shop", "-80");

    /** The rows of a table that cannot be resumed are held up to here. */
    static final LongPredicate HOLDS = bytes -> bytes < 32 << 20;

    private Decoders() {}

    /** A decoder whose keys have orders that need no MySQL. */
    static VStreamDecoder decoder(ShardPosition start) {
        return decoder(start, Map.of());
    }

    /** A decoder that asks for the ids of collations which Vitess does not know. */
    static VStreamDecoder decoder(ShardPosition start, Map<String, Integer> collations) {
        return new VStreamDecoder(
                SHARD, start, new Never(), Selection.all(), new FixedCollations(collations), HOLDS);
    }

    /** What a new decoder makes of one response, with nothing after it. */
    static List<ChangeBatch> decode(ShardPosition start, VEvent... events) {
        return decode(decoder(start), events);
    }

    /** What a decoder makes of one more response, with nothing after it. */
    static List<ChangeBatch> decode(VStreamDecoder decoder, VEvent... events) {
        List<ChangeBatch> batches = new ArrayList<>(decoder.decode(response(events)));
        batches.addAll(decoder.rest());
        return batches;
    }
}
