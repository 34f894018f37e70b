// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.source.split.VitessSplit;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedReshard;

/** Reshards a keyspace at random, back and forth, and completes what the job is done with. */
final class Resharder {

    /** A switch of traffic. */
    record Switch(List<String> from, List<String> to, boolean back) {

        ReshardKind kind() {
            return ReshardKind.of(from, to);
        }
    }

    /** A EmbeddedReshard that is not completed. */
    private static final class Open {
        final EmbeddedReshard reshard;

        /** The shards that serve until the next switch, and those that do from then on. */
        List<String> from;

        List<String> to;

        boolean switched;

        /** Where the shards went on at the last switch, as far as the job did not get there. */
        final Map<String, String> awaited = new HashMap<>();

        Open(EmbeddedReshard reshard, List<String> from, List<String> to) {
            this.reshard = reshard;
            this.from = from;
            this.to = to;
        }

        Switch next() {
            return new Switch(from, to, switched);
        }
    }

    private final EmbeddedKeyspace keyspace;
    private final Random random;
    private final Progress progress;
    private final List<Open> open = new ArrayList<>();

    /** The shards that are there, serving or not. */
    private final Set<String> shards;

    /** What is to be switched next; or null. */
    private Open begun;

    Resharder(EmbeddedKeyspace keyspace, Progress progress, Random random) {
        this.keyspace = keyspace;
        this.shards = new TreeSet<>(keyspace.servingShards());
        this.progress = progress;
        this.random = random;
    }

    boolean hasBegun() {
        return begun != null;
    }

    /**
     * Begins a reshard, or chooses one to be switched back, if nothing has begun yet. False if
     * there is nothing to do.
     *
     * @param mayJoin whether the shards may be joined
     */
    boolean begin(boolean mayJoin) {
        List<Open> back =
                open.stream()
                        .filter(o -> keyspace.servingShards().containsAll(o.from))
                        .filter(o -> mayJoin || !o.next().kind().joins())
                        .toList();
        if (begun == null && !back.isEmpty() && random.nextBoolean()) {
            begun = back.get(random.nextInt(back.size()));
        }
        for (int attempt = 0; attempt < 20 && begun == null; attempt++) {
            tryBegin(mayJoin);
        }
        return begun != null && (mayJoin || !begun.next().kind().joins());
    }

    /** Cuts some neighbours at other places, if their names are free. */
    private void tryBegin(boolean mayJoin) {
        List<String> serving = new ArrayList<>(keyspace.servingShards());
        serving.sort(Comparator.comparing(Resharder::first));
        int from = random.nextInt(serving.size());
        int to = from + 1 + random.nextInt(serving.size() - from);
        List<String> sources = List.copyOf(serving.subList(from, to));
        int end = to == serving.size() ? Quarters.COUNT : first(serving.get(to));
        List<String> targets = cut(first(sources.get(0)), end);
        boolean joins = ReshardKind.of(sources, targets).joins();
        if (targets.stream().noneMatch(shards::contains) && (mayJoin || !joins)) {
            keyspace.addShards(targets.toArray(String[]::new));
            shards.addAll(targets);
            begun = new Open(keyspace.reshard(sources, targets), sources, targets);
            open.add(begun);
        }
    }

    private List<String> cut(int first, int end) {
        List<String> pieces = new ArrayList<>();
        int start = first;
        for (int i = first + 1; i <= end; i++) {
            if (i == end || random.nextBoolean()) {
                pieces.add(Quarters.shard(start, i));
                start = i;
            }
        }
        return pieces;
    }

    private static int first(String shard) {
        return Quarters.of(shard).stream().min(Comparator.naturalOrder()).orElseThrow();
    }

    /** Moves the traffic of what has begun. */
    Switch switchTraffic() {
        Open now = begun;
        begun = null;
        Switch next = now.next();
        now.awaited.clear();
        for (String target : next.to()) {
            String position = keyspace.shard(target).position();
            now.awaited.put(target, position);
            progress.resharded(
                    position,
                    next.from().stream()
                            .filter(source -> Quarters.overlap(source, target))
                            .map(source -> GtidNumbers.server(keyspace.shard(source).position()))
                            .collect(Collectors.toSet()));
        }
        now.reshard.switchTraffic();
        now.from = next.to();
        now.to = next.from();
        now.switched = !now.switched;
        return next;
    }

    /** A completed checkpoint of the job. */
    void checkpoint(CheckpointedState checkpoint) {
        for (VitessSplit split : checkpoint.splits()) {
            for (Open reshard : open) {
                reshard.awaited.computeIfPresent(
                        split.shard().name(), (shard, start) -> reads(split, start) ? null : start);
            }
        }
    }

    /**
     * A split that ended at a journal may be that of a switch before: then it has not started, or
     * is of a deleted shard of the same name.
     */
    private static boolean reads(VitessSplit split, String start) {
        String gtid = split.position().gtid();
        if (gtid.isEmpty() || !GtidNumbers.server(gtid).equals(GtidNumbers.server(start))) {
            return false;
        }
        long further = GtidNumbers.last(gtid) - GtidNumbers.last(start);
        return split.journal().isEmpty() ? further >= 0 : further > 0;
    }

    /**
     * Completes one EmbeddedReshard whose old shards the job has read. Returns them; none if none
     * is.
     */
    List<String> complete() {
        for (Open reshard : open) {
            if (reshard != begun && reshard.switched && reshard.awaited.isEmpty()) {
                open.remove(reshard);
                reshard.reshard.complete();
                shards.removeAll(reshard.to);
                // What is past these shards is past those before them as well.
                open.forEach(other -> other.awaited.keySet().removeAll(reshard.to));
                return reshard.to;
            }
        }
        return List.of();
    }
}
