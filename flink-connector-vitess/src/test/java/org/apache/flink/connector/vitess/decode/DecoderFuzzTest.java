// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import static org.apache.flink.connector.vitess.decode.Decoders.SHARD;
import static org.apache.flink.connector.vitess.testing.Responses.change;
import static org.apache.flink.connector.vitess.testing.Responses.ddl;
import static org.apache.flink.connector.vitess.testing.Responses.event;
import static org.apache.flink.connector.vitess.testing.Responses.field;
import static org.apache.flink.connector.vitess.testing.Responses.logged;
import static org.apache.flink.connector.vitess.testing.Responses.response;
import static org.apache.flink.connector.vitess.testing.Responses.row;
import static org.apache.flink.connector.vitess.testing.Responses.vgtid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.connector.vitess.position.EndPosition.Never;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.apache.flink.connector.vitess.testing.Seed;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes come, the decoder refuses them or reads the rows that the generated classes read.
 *
 * <p>{@code -Dvitess.fuzz.seconds} sets the time, 10 by default; {@code -Dseed} repeats one seed.
 */
class DecoderFuzzTest {

    private static final Duration TIME =
            Duration.ofSeconds(Long.getLong("vitess.fuzz.seconds", 10));

    /** So many responses even on a slow machine. */
    private static final int LEAST = 300;

    /** Objects may be larger than the bytes that they are read from, but not by how it likes. */
    private static final long ALLOCATED_PER_BYTE = 200;

    private static final long ALLOCATED_ANYWAY = 1 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final AtomicLong seed = new AtomicLong(Seed.choose());
    private int read;
    private int refused;
    private long rows;

    @Test
    void damagedResponsesAreRefusedOrReadAsTheGeneratedClassesReadThem() {
        long end = System.nanoTime() + TIME.toNanos();
        assertTimeoutPreemptively(
                TIME.plusSeconds(60),
                () -> {
                    decodeOnce();
                    do {
                        fuzz(seed.get());
                        seed.incrementAndGet();
                    } while (!Seed.isGiven()
                            && (read + refused < LEAST || System.nanoTime() < end));
                },
                () -> "Seed " + seed.get() + " does not end");
        System.out.printf(
                "Up to seed %d: %d responses read, with %d rows, and %d refused%n",
                seed.get() - 1, read, rows, refused);
        if (!Seed.isGiven()) {
            assertThat(List.of(read, refused))
                    .as("responses read and refused")
                    .allMatch(count -> count > LEAST / 10);
        }
    }

    @Test
    void anyNumberInAnyPlaceIsRefusedOrReadAsTheGeneratedClassesReadIt() {
        decodeOnce();
        byte[] bytes =
                response(
                        field("a"),
                        logged("a", change(row("1", "x"), row("1", null))),
                        vgtid("MySQL56/u:1-7"),
                        event(VEventType.COMMIT));
        for (int at = 0; at < bytes.length; at++) {
            for (byte[] number : Mutator.oddNumbers()) {
                // Overwritten, so that the sizes around it stay correct.
                int end = Math.min(bytes.length, at + number.length);
                check(at, RandomResponses.START, Mutator.spliced(bytes, at, end, number));
            }
        }
    }

    /** Classes that are loaded only once would count as allocated by the first seed. */
    private static void decodeOnce() {
        RandomResponses responses = new RandomResponses(new Random(0));
        outcome(responses.start(), responses.next().toByteArray());
        outcome(responses.start(), response(ddl("alter table a add column x int")));
        outcome(responses.start(), new byte[] {1});
    }

    private void fuzz(long current) {
        Random random = new Random(current);
        Mutator mutator = new Mutator(random);
        RandomResponses responses = new RandomResponses(random);
        Message response = responses.next();
        for (int i = random.nextInt(3); i > 0; i--) {
            response = mutator.mutate(response);
        }
        byte[] bytes =
                random.nextBoolean() ? response.toByteArray() : new OddWire(random).write(response);
        if (random.nextBoolean()) {
            bytes = mutator.mutate(bytes);
        }
        check(current, responses.start(), bytes);
    }

    private void check(long current, ShardPosition start, byte[] bytes) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Optional<List<ChangeBatch>> outcome;
        try {
            outcome = outcome(start, bytes);
        } catch (RuntimeException | Error e) {
            throw new AssertionError("Seed " + current + ": no way to refuse", e);
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                .as("seed %d: allocated for %d bytes", current, bytes.length)
                .isLessThan(ALLOCATED_ANYWAY + bytes.length * ALLOCATED_PER_BYTE);
        if (outcome.isEmpty()) {
            refused++;
            return;
        }
        read++;
        List<String> lines = lines(outcome.get());
        rows += lines.size();
        Optional<VStreamResponse> generated = parsed(bytes);
        if (generated.isPresent()) {
            assertThat(isPartOf(lines, GeneratedRows.lines(generated.get())))
                    .as("seed %d: %s in what the generated classes read", current, lines)
                    .isTrue();
            assertThat(outcome(start, generated.get().toByteArray()).map(DecoderFuzzTest::text))
                    .as("seed %d: what the same response is, written as usual", current)
                    .contains(text(outcome.get()));
        }
    }

    /** A MySQL for which all texts are the same. */
    private record AllEqual() implements MySqlCollations {

        @Override
        public List<Integer> compare(
                String table, String column, List<byte[]> values, byte[] pivot) {
            return values.stream().map(value -> 0).toList();
        }

        @Override
        public Map<String, Integer> ids(String table) {
            return Map.of();
        }
    }

    /** What comes out of a response; empty if it is refused. */
    private static Optional<List<ChangeBatch>> outcome(ShardPosition start, byte[] response) {
        try {
            VStreamDecoder decoder =
                    new VStreamDecoder(
                            SHARD,
                            start,
                            new Never(),
                            Selection.all(),
                            new AllEqual(),
                            Decoders.HOLDS);
            List<ChangeBatch> batches = new ArrayList<>(decoder.decode(response));
            batches.addAll(decoder.rest());
            return Optional.of(batches);
        } catch (StreamFormatException e) {
            assertThat(e).hasMessageContaining("shop/-80").hasMessageContaining("'MySQL56/u:1-");
            return Optional.empty();
        }
    }

    private static Optional<VStreamResponse> parsed(byte[] response) {
        try {
            return Optional.of(VStreamResponse.parseFrom(response));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private static List<String> lines(List<ChangeBatch> batches) {
        return batches.stream()
                .flatMap(batch -> batch.changes().stream())
                .map(GeneratedRows::line)
                .toList();
    }

    private static String text(List<ChangeBatch> batches) {
        StringBuilder text = new StringBuilder();
        for (ChangeBatch batch : batches) {
            text.append(lines(List.of(batch))).append(batch.after()).append(batch.journal());
        }
        return text.toString();
    }

    /** Whether the lines are among the others in the same order: some may come a second time. */
    private static boolean isPartOf(List<String> lines, List<String> others) {
        Iterator<String> rest = others.iterator();
        for (String line : lines) {
            boolean found = false;
            while (!found && rest.hasNext()) {
                found = rest.next().equals(line);
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }
}
