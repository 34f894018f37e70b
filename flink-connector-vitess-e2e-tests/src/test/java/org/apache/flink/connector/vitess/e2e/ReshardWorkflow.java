// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testutils.local.LocalVitess;

/**
 * One reshard of a {@link VitessCluster}'s keyspace: a workflow that copies the rows of the source
 * shards to the target shards, and the commands that end it. The next one can only switch after
 * this one is completed or cancelled.
 */
public final class ReshardWorkflow {

    private final LocalVitess vitess;
    private final String keyspace;
    private final String workflow;
    private final List<String> sources;
    private final List<String> targets;

    /** Begins to copy. The targets' tablets are there. */
    ReshardWorkflow(
            LocalVitess vitess,
            String keyspace,
            String workflow,
            List<String> sources,
            List<String> targets) {
        this.vitess = vitess;
        this.keyspace = keyspace;
        this.workflow = workflow;
        this.sources = List.copyOf(sources);
        this.targets = List.copyOf(targets);
        run(
                "create",
                "--source-shards=" + String.join(",", sources),
                "--target-shards=" + String.join(",", targets));
    }

    /**
     * Waits until all rows are copied.
     *
     * @throws IllegalStateException if that takes more than three minutes
     */
    public void awaitCopied() {
        new WorkflowCopy(vitess, keyspace, workflow).await();
    }

    /** Waits for the copy, then lets the targets serve instead of the sources. */
    public void switchTraffic() {
        switchTraffic(new String[0]);
    }

    /** The same for reads of replicas only; {@link #switchTraffic} has to follow. */
    public void switchReads() {
        switchTraffic("--tablet-types=rdonly,replica");
    }

    private void switchTraffic(String... flags) {
        awaitCopied();
        run(
                "switchtraffic",
                Stream.concat(Stream.of("--timeout=60s"), Stream.of(flags)).toArray(String[]::new));
    }

    /** Lets the sources serve again instead of the targets. {@link #switchTraffic} may follow. */
    public void reverseTraffic() {
        run("reversetraffic", "--timeout=60s");
    }

    /** After a switch: ends the workflow, and deletes the sources with their tablets. */
    public void complete() {
        run("complete");
        vitess.endShards(keyspace, sources.toArray(String[]::new));
    }

    /**
     * After a switch: ends the workflow, and keeps the sources with their tablets and rows. Vitess
     * has no command for it, so this forgets the workflow's streams by hand.
     */
    public void completeAndKeepSources() {
        String forget =
                "delete from _vt.vreplication where workflow in ('%1$s', '%1$s_reverse')"
                        .formatted(workflow);
        Stream.concat(sources.stream(), targets.stream())
                .flatMap(shard -> vitess.tablets(keyspace, shard).stream())
                .forEach(
                        tablet -> vitess.vtctldclient("ExecuteFetchAsDBA", tablet.alias(), forget));
    }

    /** Before a switch, or after it was reversed: ends the workflow; the targets stay, empty. */
    public void cancel() {
        run("cancel");
    }

    private void run(String action, String... flags) {
        List<String> command = new ArrayList<>();
        command.add("Reshard");
        command.add("--workflow=" + workflow);
        command.add("--target-keyspace=" + keyspace);
        command.add(action);
        command.addAll(List.of(flags));
        vitess.vtctldclient(command.toArray(String[]::new));
    }

    @Override
    public String toString() {
        return sources + " -> " + targets;
    }
}
