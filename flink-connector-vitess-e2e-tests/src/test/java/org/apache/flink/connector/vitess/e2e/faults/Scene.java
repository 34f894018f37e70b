// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.faults;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.connector.vitess.e2e.ReshardWorkflow;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.e2e.VitessLedgerDatabase;
import org.apache.flink.connector.vitess.testing.faults.Figures;
import org.apache.flink.connector.vitess.testing.ledger.Ledger;
import org.apache.flink.connector.vitess.testing.ledger.LedgerJob;
import org.apache.flink.connector.vitess.testing.ledger.LedgerWriter;
import org.apache.flink.connector.vitess.testutils.local.Tablet;
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/**
 * What the faults of a {@link Scenario} act on.
 *
 * @param cluster the servers
 * @param database the ledger's tables
 * @param ledger what is written
 * @param job the job that reads
 * @param writer writes until the run ends
 * @param seed of random choices
 * @param figures counts what was done
 * @param scenario how the job is started
 */
public record Scene(
        VitessCluster cluster,
        VitessLedgerDatabase database,
        Ledger ledger,
        LedgerJob job,
        LedgerWriter writer,
        long seed,
        Figures figures,
        Scenario scenario) {

    private static final int SOME_TRANSACTIONS = 30;

    /** Starts the job without state. */
    void start() throws Exception {
        job.start(scenario.source().build(), Scenario.PARALLELISM);
    }

    /** Starts the job from a savepoint. */
    public void restore(String savepoint) throws Exception {
        job.restore(scenario.source().build(), Scenario.PARALLELISM, savepoint);
    }

    /** Stops the job, once it runs again after the fault before. Returns its savepoint. */
    public String stop(Path folder) throws Exception {
        figures.add("savepoints", 1);
        return job.stopOnceItRuns(folder);
    }

    /** Waits until some more transactions were written. */
    public void write() throws Exception {
        writer.awaitTransactions(SOME_TRANSACTIONS);
    }

    /** Waits until the job has committed changes that are written now: it reads on. */
    public void progress() throws Exception {
        try {
            job.awaitLog(ledger);
        } catch (AssertionError e) {
            String log = cluster.vitess().logTail("vtgate");
            throw new AssertionError(e.getMessage() + "; the end of vtgate's log:\n" + log, e);
        }
    }

    /** Writes no more, and waits until all that was written is committed. */
    public void settle() throws Exception {
        writer.close();
        job.awaitCommitted(ledger);
    }

    /** A tablet of a shard; 0 is the one that was its primary at first. */
    public Tablet tablet(String shard, int index) {
        return cluster.vitess().tablets(database.keyspace(), shard).get(index);
    }

    /** Runs a statement in the MySQL of each tablet of a shard. */
    public void inEachMySql(String shard, String sql) {
        cluster.vitess()
                .tablets(database.keyspace(), shard)
                .forEach(tablet -> cluster.vitess().executeAsDba(tablet, sql));
    }

    /** Gives a tablet another type, as in {@code rdonly}. */
    public void changeType(Tablet tablet, String type) {
        cluster.vitess().vtctldclient("ChangeTabletType", tablet.alias(), type);
        figures.add("changes of a tablet's type", 1);
    }

    /** Begins a reshard. */
    public ReshardWorkflow reshard(List<String> sources, List<String> targets) {
        figures.add("reshards", 1);
        return cluster.reshard(sources, targets);
    }

    /** Kills a server with SIGKILL. */
    public void kill(String process) {
        cluster.vitess().process(process).kill();
        figures.add("kills", 1);
    }

    /** Kills a server, starts it again, and writes some more. */
    public void killAndRestart(String process) throws Exception {
        kill(process);
        restart(process);
    }

    /** Starts a server that was killed, and writes some more. */
    public void restart(String process) throws Exception {
        cluster.vitess().process(process).restart();
        cluster.vitess().awaitServing();
        write();
    }

    /**
     * Starts the mysqld of a replica that was killed, and its replication, as VTOrc would. Returns
     * when vtgate has streams read from it.
     */
    public void restartReplica(Tablet tablet) {
        tablet.mysqld().restart();
        awaitDone("StartReplication", tablet.alias());
        Waiting.until(
                () -> serving().contains(tablet.alias()),
                () -> tablet.alias() + " serves, but only " + serving() + " do");
    }

    private List<String> serving() {
        return cluster.query("show vitess_tablets").stream()
                .filter(row -> row.get(4).equals("SERVING"))
                .map(row -> row.get(5))
                .toList();
    }

    /** Starts the mysqld of a primary that was killed, and lets it be written, as VTOrc would. */
    public void restartPrimary(Tablet tablet) {
        tablet.mysqld().restart();
        awaitDone("SetWritable", tablet.alias(), "true");
    }

    /** Whether a tablet is the primary of its shard now. */
    public boolean isPrimary(Tablet tablet) {
        String shard = database.target(tablet.shard());
        String uid = tablet.alias().replaceFirst(".*-0*", "");
        return cluster.vitess()
                .vtctldclient("GetShard", shard)
                .replaceAll("\\s", "")
                .matches(".*\"primary_alias\":\\{\"cell\":\"\\w+\",\"uid\":" + uid + "}.*");
    }

    private void awaitDone(String... command) {
        AtomicReference<String> lastError = new AtomicReference<>();
        Waiting.until(
                () -> {
                    try {
                        cluster.vitess().vtctldclient(command);
                        return true;
                    } catch (IllegalStateException e) {
                        lastError.set(e.getMessage());
                        return false;
                    }
                },
                () -> String.join(" ", command) + " is done: " + lastError.get());
    }

    /** Makes another tablet of a shard its primary, as planned. */
    public void reparent(String shard, String alias) {
        cluster.vitess()
                .vtctldclient(
                        "PlannedReparentShard", database.target(shard), "--new-primary=" + alias);
        figures.add("planned reparents", 1);
    }

    /** Makes another tablet of a shard its primary, whose former primary is gone. */
    public void emergencyReparent(String shard) {
        cluster.vitess()
                .vtctldclient(
                        "EmergencyReparentShard",
                        database.target(shard),
                        "--wait-replicas-timeout=10s");
        figures.add("emergency reparents", 1);
    }
}
