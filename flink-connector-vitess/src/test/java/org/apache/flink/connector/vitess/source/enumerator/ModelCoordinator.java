// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.connector.vitess.source.enumerator.CheckpointAssembler.AssembledCheckpoint;
import org.apache.flink.connector.vitess.source.enumerator.ModelReader.Acknowledge;
import org.apache.flink.connector.vitess.source.enumerator.ModelReader.Assign;
import org.apache.flink.connector.vitess.source.enumerator.ModelReader.Down;
import org.apache.flink.connector.vitess.source.enumerator.ModelReader.Positions;
import org.apache.flink.connector.vitess.source.enumerator.ModelReader.Reached;
import org.apache.flink.connector.vitess.source.enumerator.ModelReader.Up;
import org.apache.flink.connector.vitess.source.enumerator.PendingSplits.Reported;
import org.apache.flink.connector.vitess.source.enumerator.ReshardPlanner.Start;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * The coordinator in the model: what Flink does there around the enumerator, and in which order the
 * enumerator reacts.
 *
 * @param known what the enumerator knows
 * @param registered the readers that are there
 * @param lastCheckpoint the last checkpoint that it has made its part of
 * @param parts the checkpoints of which not all positions are known
 * @param assigned which splits were assigned since which checkpoint
 */
record ModelCoordinator(
        PendingSplits known,
        SortedSet<Integer> registered,
        int lastCheckpoint,
        SortedMap<Integer, Parts> parts,
        List<Assigned> assigned) {

    static final int READERS = 2;

    /** The positions that are known of a checkpoint. */
    record Parts(PendingSplits known, Map<Integer, List<VitessSplit>> byReader) {}

    /** A split that this checkpoint, and those before it, do not have in the reader. */
    record Assigned(int checkpoint, int reader, VitessSplit split) {}

    /** What comes of an event, and what is sent then. */
    record Outcome(ModelCoordinator next, List<Sent> sent) {}

    record Sent(int reader, Down message) {}

    /** A coordinator that starts. */
    static ModelCoordinator restored(PendingSplits known, int checkpoint) {
        return new ModelCoordinator(known, new TreeSet<>(), checkpoint, new TreeMap<>(), List.of());
    }

    private Outcome only() {
        return new Outcome(this, List.of());
    }

    private ModelCoordinator with(PendingSplits changed) {
        return new ModelCoordinator(changed, registered, lastCheckpoint, parts, assigned);
    }

    private ModelCoordinator withParts(SortedMap<Integer, Parts> changed) {
        return new ModelCoordinator(known, registered, lastCheckpoint, changed, assigned);
    }

    boolean allThere() {
        return registered.size() == READERS;
    }

    /** All that can come of an event of a reader: where targets go may be open. */
    List<Outcome> receive(ReshardProtocol protocol, int reader, Up event) {
        if (event instanceof Reached reached) {
            return reported(reader, reached.split(), protocol).start(protocol);
        } else if (event instanceof Positions positions) {
            return List.of(positions(protocol, reader, positions).only());
        }
        SortedSet<Integer> more = new TreeSet<>(registered);
        more.add(reader);
        return new ModelCoordinator(known, more, lastCheckpoint, parts, assigned)
                .deal()
                .start(protocol);
    }

    private ModelCoordinator positions(ReshardProtocol protocol, int reader, Positions positions) {
        Parts before = parts.get(positions.checkpoint());
        if (before == null) {
            return this;
        }
        Map<Integer, List<VitessSplit>> byReader = new TreeMap<>(before.byReader);
        byReader.put(reader, positions.splits());
        if (byReader.size() < READERS) {
            SortedMap<Integer, Parts> more = new TreeMap<>(parts);
            more.put(positions.checkpoint(), new Parts(before.known, byReader));
            return withParts(more);
        }
        List<VitessSplit> splits = new ArrayList<>(before.known.unassigned().values());
        byReader.values().forEach(splits::addAll);
        return withParts(new TreeMap<>(parts.tailMap(positions.checkpoint() + 1)))
                .with(
                        protocol.settled(
                                known, new AssembledCheckpoint(state(before.known), splits)));
    }

    static VitessEnumeratorState state(PendingSplits known) {
        return new VitessEnumeratorState(
                true, List.copyOf(known.unassigned().values()), known.tracker());
    }

    /** The enumerator's way to deal out what is unassigned. */
    private Reacted deal() {
        Reacted dealt = new Reacted(this, List.of());
        for (int reader = 0; allThere() && reader < READERS; reader++) {
            List<VitessSplit> share = dealt.coordinator.known.share(READERS - reader);
            for (VitessSplit split : share) {
                dealt = dealt.assign(reader, split);
            }
            dealt =
                    new Reacted(
                            dealt.coordinator.with(dealt.coordinator.known.assigned(share)),
                            dealt.sent);
        }
        return dealt;
    }

    private Reacted reported(int reader, VitessSplit split, ReshardProtocol protocol) {
        Reported reported = protocol.reached(known, reader, split);
        boolean answers = reported.isStored() && registered.contains(reader);
        return new Reacted(
                with(reported.next()),
                answers ? List.of(new Sent(reader, new Acknowledge(split))) : List.of());
    }

    /** In the midst of a reaction. */
    private record Reacted(ModelCoordinator coordinator, List<Sent> sent) {

        Reacted assign(int reader, VitessSplit split) {
            ModelCoordinator c = coordinator;
            List<Assigned> more =
                    ModelReader.plus(c.assigned, new Assigned(c.lastCheckpoint, reader, split));
            return new Reacted(
                    new ModelCoordinator(c.known, c.registered, c.lastCheckpoint, c.parts, more),
                    ModelReader.plus(sent, new Sent(reader, new Assign(split))));
        }

        Outcome outcome() {
            return new Outcome(coordinator, sent);
        }

        /** Gives the targets that may be read to readers, in each way that is allowed. */
        List<Outcome> start(ReshardProtocol protocol) {
            List<Reacted> ways = List.of(this);
            if (coordinator.allThere()) {
                for (Start start : protocol.plan(coordinator.known.tracker())) {
                    List<Reacted> more = new ArrayList<>();
                    for (Reacted way : ways) {
                        for (int reader = 0; reader < READERS; reader++) {
                            if (start.reader().orElse(reader) == reader) {
                                more.add(way.start(start, reader));
                            }
                        }
                    }
                    ways = more;
                }
            }
            return ways.stream().map(Reacted::outcome).toList();
        }

        private Reacted start(Start start, int reader) {
            return new Reacted(coordinator.with(coordinator.known.started(start)), sent)
                    .assign(reader, new VitessSplit(start.shard(), start.position()));
        }
    }

    /** It is looked from time to time what can be started. */
    List<Outcome> tick(ReshardProtocol protocol) {
        return new Reacted(this, List.of()).start(protocol);
    }

    ModelCoordinator snapshot(int checkpoint) {
        SortedMap<Integer, Parts> more = new TreeMap<>(parts);
        more.put(checkpoint, new Parts(known, Map.of()));
        return new ModelCoordinator(known, registered, checkpoint, more, assigned);
    }

    ModelCoordinator complete(ReshardProtocol protocol, int checkpoint) {
        ModelCoordinator left =
                new ModelCoordinator(
                        known,
                        registered,
                        lastCheckpoint,
                        parts,
                        assigned.stream().filter(a -> a.checkpoint >= checkpoint).toList());
        Parts complete = parts.get(checkpoint);
        return complete == null
                ? left
                : left.with(protocol.stored(known, complete.known.tracker()));
    }

    ModelCoordinator abort(int checkpoint) {
        SortedMap<Integer, Parts> left = new TreeMap<>(parts);
        left.remove(checkpoint);
        return withParts(left);
    }

    /** A reader starts again from a checkpoint. */
    ModelCoordinator reset(ReshardProtocol protocol, int reader, int checkpoint) {
        List<VitessSplit> back =
                assigned.stream()
                        .filter(a -> a.reader == reader && a.checkpoint >= checkpoint)
                        .map(Assigned::split)
                        .toList();
        SortedSet<Integer> left = new TreeSet<>(registered);
        left.remove(reader);
        return new ModelCoordinator(
                protocol.readerFailed(known, reader, back),
                left,
                lastCheckpoint,
                parts,
                assigned.stream()
                        .filter(a -> a.reader != reader || a.checkpoint < checkpoint)
                        .toList());
    }
}
