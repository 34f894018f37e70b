// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.enumerator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.source.enumerator.ReshardModel.Step;

/**
 * Goes breadth first through all states that a job can come to, up to the first that is wrong: its
 * way there is one of the shortest.
 */
final class ReshardExplorer {

    /** So many checkpoints without a failure bring everything to its end. */
    private static final int CHECKPOINTS_TO_THE_END = 8;

    /**
     * What was found.
     *
     * @param states how many states there are
     * @param quiet how many of them wait for a checkpoint or a failure
     * @param violation what is wrong with the last one, and how it came to that; empty if nothing
     */
    record Result(int states, int quiet, Optional<String> violation) {}

    private final ReshardModel model;
    private final ReshardInvariants invariants;
    private final Map<ModelState, ModelState> parents = new HashMap<>();
    private int quiet;

    ReshardExplorer(ReshardModel model, ReshardInvariants invariants) {
        this.model = model;
        this.invariants = invariants;
    }

    Result explore(ModelState start) {
        Queue<ModelState> left = new ArrayDeque<>(List.of(start));
        parents.put(start, start);
        while (!left.isEmpty()) {
            ModelState state = left.remove();
            List<Step> steps = model.progress(state);
            Optional<String> violation = invariants.violation(state);
            if (violation.isEmpty() && steps.isEmpty()) {
                violation = violationInTheEnd(state);
            }
            if (violation.isPresent()) {
                return result(Optional.of(violation.get() + way(state)));
            }
            steps.addAll(model.interruptions(state));
            for (Step step : steps) {
                if (parents.putIfAbsent(step.next(), state) == null) {
                    left.add(step.next());
                }
            }
        }
        return result(Optional.empty());
    }

    private Result result(Optional<String> violation) {
        return new Result(parents.size(), quiet, violation);
    }

    /** Where only checkpoints can help, some have to. */
    private Optional<String> violationInTheEnd(ModelState state) {
        quiet++;
        ModelState end = model.withBudget(state, CHECKPOINTS_TO_THE_END, 0);
        for (Optional<Step> next = next(end); next.isPresent(); next = next(end)) {
            end = next.get().next();
            Optional<String> violation = invariants.violation(end);
            if (violation.isPresent()) {
                return violation;
            }
        }
        return invariants.unfinished(end);
    }

    private Optional<Step> next(ModelState state) {
        return model.progress(state).stream().findFirst().or(() -> model.begun(state));
    }

    private String way(ModelState state) {
        List<String> way = new ArrayList<>();
        ModelState to = state;
        for (ModelState from = parents.get(to); from != to; from = parents.get(to)) {
            ModelState reached = to;
            way.add(
                    Stream.of(model.progress(from), model.interruptions(from))
                            .flatMap(List::stream)
                            .filter(step -> step.next().equals(reached))
                            .findFirst()
                            .orElseThrow()
                            .what()
                            .get());
            to = from;
        }
        Collections.reverse(way);
        return "\n" + String.join("\n", way) + "\n" + state;
    }
}
