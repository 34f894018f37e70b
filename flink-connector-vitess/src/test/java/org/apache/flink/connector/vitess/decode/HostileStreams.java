// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import com.google.protobuf.Message;
import java.util.Random;
import org.apache.flink.connector.vitess.position.ShardPosition;

/** Streams of damaged responses from a seed, for tests of other packages. */
public final class HostileStreams {

    private final Random random;
    private final Mutator mutator;
    private final RandomResponses responses;

    /** The stream of a seed. */
    public HostileStreams(long seed) {
        random = new Random(seed);
        mutator = new Mutator(random);
        responses = new RandomResponses(random);
    }

    /** A position to start from. */
    public ShardPosition start() {
        return responses.start();
    }

    /** The next response: three of four are whole, as nothing is read after one that is not. */
    public byte[] next() {
        Message response = responses.next();
        if (random.nextInt(4) > 0) {
            return response.toByteArray();
        }
        response = mutator.mutate(response);
        byte[] bytes = new OddWire(random).write(response);
        return random.nextInt(4) == 0 ? mutator.mutate(bytes) : bytes;
    }
}
