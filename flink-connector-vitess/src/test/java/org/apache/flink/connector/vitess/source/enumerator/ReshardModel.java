// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.flink.connector.vitess.source.enumerator.ModelCoordinator.Outcome;
import org.apache.flink.connector.vitess.source.enumerator.ModelCoordinator.Sent;
import org.apache.flink.connector.vitess.source.enumerator.ModelReader.Barrier;
import org.apache.flink.connector.vitess.source.enumerator.ModelReader.Down;
import org.apache.flink.connector.vitess.source.enumerator.ModelReader.Up;
import org.apache.flink.connector.vitess.source.enumerator.ModelState.Checkpoint;
import org.apache.flink.connector.vitess.source.enumerator.ModelState.Checkpoints;
import org.apache.flink.connector.vitess.source.split.VitessSplit;

/**
 * What can happen to a job with two readers that follows reshards.
 *
 * <p>The enumerator's reactions are the real ones. Around them is what Flink promises: events are
 * delivered in order or lost with the reader that fails; what the coordinator sends before its part
 * of a checkpoint reaches a reader before the barrier, the rest after it; a checkpoint is complete
 * before anyone is notified, and a reader that fails then starts from it already.
 */
final class ReshardModel {

    private static final VitessEnumeratorStateSerializer SERIALIZER =
            new VitessEnumeratorStateSerializer();

    /** One thing that can happen. */
    record Step(Supplier<String> what, ModelState next) {}

    private final ReshardScenario scenario;
    private final ReshardProtocol protocol;
    private final ModelParts parts = new ModelParts();

    ReshardModel(ReshardScenario scenario, ReshardProtocol protocol) {
        this.scenario = scenario;
        this.protocol = protocol;
    }

    /** A job without state. */
    ModelState fresh(int checkpoints, int failures) {
        return state(
                ModelCoordinator.restored(
                        PendingSplits.of(scenario.start(), ShardTracker.empty()), 0),
                List.of(),
                List.of(),
                new Checkpoints(
                        Optional.empty(), Optional.empty(), List.of(), 0, checkpoints, failures));
    }

    /** A job that has one reader read all splits, from a checkpoint on. */
    ModelState allOnOneReader(int checkpoints, int failures) {
        Checkpoint complete =
                new Checkpoint(
                        1,
                        PendingSplits.of(List.of(), ShardTracker.empty()),
                        Map.of(0, scenario.start(), 1, List.of()));
        return restored(fresh(checkpoints, failures + 1).flink(), complete);
    }

    private ModelState state(
            ModelCoordinator coordinator,
            List<VitessSplit> first,
            List<VitessSplit> second,
            Checkpoints flink) {
        return new ModelState(
                parts.one(coordinator),
                parts.one(ModelReader.restored(first)),
                parts.one(ModelReader.restored(second)),
                parts.one(flink));
    }

    /** The same job with other numbers of checkpoints and failures to come. */
    ModelState withBudget(ModelState state, int checkpoints, int failures) {
        return state.with(parts.one(state.flink().withBudget(checkpoints, failures)));
    }

    /** What happens sooner or later without a failure or another checkpoint. */
    List<Step> progress(ModelState state) {
        List<Step> steps = new ArrayList<>();
        for (int reader = 0; reader < ModelCoordinator.READERS; reader++) {
            ofReader(state, reader, steps);
        }
        Checkpoints flink = state.flink();
        if (flink.pending().filter(Checkpoint::isWhole).isPresent()) {
            steps.add(new Step(() -> "checkpoint is complete", complete(state)));
        }
        ModelCoordinator coordinator = state.coordinator();
        if (!flink.untold().isEmpty()) {
            Integer id = flink.untold().get(0);
            add(
                    steps,
                    () -> "coordinator is told of checkpoint " + id,
                    state.with(parts.after("told", flink, flink::told)),
                    outcomes(
                            coordinator,
                            id,
                            () ->
                                    List.of(
                                            new Outcome(
                                                    coordinator.complete(protocol, id),
                                                    List.of()))));
        }
        List<Outcome> tick = outcomes(coordinator, "tick", () -> coordinator.tick(protocol));
        if (!tick.get(0).sent().isEmpty()) {
            add(steps, () -> "tick", state, tick);
        }
        return steps;
    }

    private void ofReader(ModelState state, int index, List<Step> steps) {
        ModelReader reader = state.reader(index);
        for (VitessSplit split : reader.splits()) {
            if (split.journal().isEmpty() && scenario.journalOf(split).isPresent()) {
                ModelReader next =
                        parts.after(
                                split,
                                reader,
                                () -> reader.reaches(split, scenario.journalOf(split).get()));
                steps.add(
                        new Step(
                                () -> "reader " + index + " ends " + name(split),
                                state.with(index, next)));
            }
        }
        if (!reader.up().isEmpty()) {
            Up event = reader.up().get(0);
            ModelCoordinator coordinator = state.coordinator();
            add(
                    steps,
                    () -> "coordinator gets " + event + " of reader " + index,
                    state.with(index, parts.after("up", reader, reader::afterUp)),
                    outcomes(
                            coordinator,
                            event,
                            index,
                            () -> coordinator.receive(protocol, index, event)));
        }
        if (!reader.down().isEmpty()) {
            Down message = reader.down().get(0);
            steps.add(
                    new Step(
                            () -> "reader " + index + " gets " + message,
                            received(state, index, message)));
        }
        if (!reader.untold().isEmpty()) {
            steps.add(
                    new Step(
                            () -> "reader " + index + " is told of " + reader.untold().get(0),
                            state.with(index, parts.after("told", reader, reader::afterComplete))));
        }
        if (reader.mayBeStored()) {
            steps.add(
                    new Step(
                            () -> "reader " + index + " is polled",
                            state.with(index, parts.after("polled", reader, reader::afterPoll))));
        }
    }

    private static String name(VitessSplit split) {
        return split.shard().name() + " at " + split.position().gtid();
    }

    private List<Outcome> outcomes(
            ModelCoordinator coordinator, Object event, Supplier<List<Outcome>> reaction) {
        return outcomes(coordinator, event, -1, reaction);
    }

    private List<Outcome> outcomes(
            ModelCoordinator coordinator,
            Object event,
            int reader,
            Supplier<List<Outcome>> reaction) {
        return parts.results(
                coordinator,
                event,
                reader,
                () ->
                        reaction.get().stream()
                                .map(o -> new Outcome(parts.one(o.next()), o.sent()))
                                .toList());
    }

    private void add(
            List<Step> steps, Supplier<String> what, ModelState state, List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            ModelState next = state.with(outcome.next());
            for (Sent sent : outcome.sent()) {
                next = sent(next, sent.reader(), sent.message());
            }
            steps.add(new Step(what, next));
        }
    }

    private ModelState sent(ModelState state, int index, Down message) {
        ModelReader reader = state.reader(index);
        return state.with(index, parts.after(message, reader, () -> reader.isTold(message)));
    }

    private ModelState received(ModelState state, int index, Down message) {
        ModelReader reader = state.reader(index);
        ModelState next = state.with(index, parts.after("down", reader, reader::afterDown));
        return message instanceof Barrier
                ? next.with(parts.one(state.flink().with(index, reader.splits())))
                : next;
    }

    private ModelState complete(ModelState state) {
        int id = state.flink().last();
        return new ModelState(
                state.coordinator(),
                parts.after(id, state.first(), () -> state.first().withComplete(id)),
                parts.after(id, state.second(), () -> state.second().withComplete(id)),
                parts.after("completed", state.flink(), state.flink()::completed));
    }

    /** A checkpoint that begins or fails, and failures. */
    List<Step> interruptions(ModelState state) {
        List<Step> steps = new ArrayList<>();
        Checkpoints flink = state.flink();
        if (flink.pending().isPresent()) {
            steps.add(
                    new Step(
                            () -> "checkpoint is aborted",
                            aborted(state).with(parts.after("aborted", flink, flink::aborted))));
        }
        begun(state).ifPresent(steps::add);
        if (flink.failures() > 0) {
            for (int reader = 0; reader < ModelCoordinator.READERS; reader++) {
                int index = reader;
                steps.add(new Step(() -> "reader " + index + " fails", failed(state, index)));
            }
            steps.addAll(parts.results(flink, "restores", 0, () -> restores(flink)));
        }
        return steps;
    }

    /** A checkpoint begins, if it may. */
    Optional<Step> begun(ModelState state) {
        Checkpoints flink = state.flink();
        ModelCoordinator coordinator = state.coordinator();
        if (flink.pending().isPresent() || flink.checkpoints() == 0 || !coordinator.allThere()) {
            return Optional.empty();
        }
        int id = flink.last() + 1;
        Down barrier = parts.one(new Barrier(id));
        ModelState next =
                sent(sent(state, 0, barrier), 1, barrier)
                        .with(parts.after("begun", coordinator, () -> coordinator.snapshot(id)))
                        .with(parts.one(flink.begun(id, coordinator.known())));
        return Optional.of(new Step(() -> "checkpoint " + id + " begins", next));
    }

    /** The same without the pending checkpoint, except in {@link ModelState#flink}. */
    private ModelState aborted(ModelState state) {
        if (state.flink().pending().isEmpty()) {
            return state;
        }
        int id = state.flink().last();
        ModelCoordinator coordinator = state.coordinator();
        return new ModelState(
                parts.after("aborted", coordinator, () -> coordinator.abort(id)),
                parts.after("aborted", state.first(), () -> state.first().without(id)),
                parts.after("aborted", state.second(), () -> state.second().without(id)),
                state.flink());
    }

    private ModelState failed(ModelState state, int index) {
        ModelState rest = aborted(state);
        Checkpoints flink = state.flink();
        ModelCoordinator coordinator = rest.coordinator();
        List<Outcome> reset =
                outcomes(
                        coordinator,
                        flink,
                        index,
                        () ->
                                List.of(
                                        new Outcome(
                                                coordinator.reset(
                                                        protocol, index, flink.completeId()),
                                                List.of())));
        return rest.with(parts.after("failed", flink, flink::failed))
                .with(reset.get(0).next())
                .with(index, parts.one(ModelReader.restored(flink.completeSplits(index))));
    }

    private List<Step> restores(Checkpoints flink) {
        if (flink.complete().isEmpty()) {
            ModelState fresh = fresh(flink.checkpoints(), flink.failures() - 1);
            return List.of(new Step(() -> "job starts again", fresh));
        }
        Checkpoint complete = flink.complete().get();
        List<VitessSplit> all = new ArrayList<>();
        complete.byReader().values().forEach(all::addAll);
        List<List<VitessSplit>> dealt = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < all.size(); i++) {
            dealt.get(i % dealt.size()).add(all.get(i));
        }
        Checkpoint rescaled = complete.dealt(dealt.get(0), dealt.get(1));
        Checkpoint twice = complete.dealt(dealt.get(1), dealt.get(0));
        return List.of(
                new Step(() -> "job is restored", restored(flink, complete)),
                new Step(() -> "job is rescaled", restored(flink, rescaled)),
                new Step(() -> "job is rescaled twice", restored(flink, twice)));
    }

    /** Where a reader fails later, its part is the one it was dealt. */
    private ModelState restored(Checkpoints flink, Checkpoint complete) {
        return state(
                ModelCoordinator.restored(throughBytes(complete.known()), complete.id()),
                complete.byReader().get(0),
                complete.byReader().get(1),
                flink.restored(complete));
    }

    private static PendingSplits throughBytes(PendingSplits known) {
        try {
            VitessEnumeratorState restored =
                    SERIALIZER.deserialize(
                            SERIALIZER.getVersion(),
                            SERIALIZER.serialize(ModelCoordinator.state(known)));
            return PendingSplits.of(restored.unassigned(), restored.reshards());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
