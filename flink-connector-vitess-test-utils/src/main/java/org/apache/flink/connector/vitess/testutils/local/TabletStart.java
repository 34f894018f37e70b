// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.local;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.flink.connector.vitess.testutils.process.Ports;
import org.apache.flink.connector.vitess.testutils.process.ServerProcess;
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/** Starts the tablets of new shards; each step is done for all of them at once. */
final class TabletStart {

    private final Servers servers;
    private final String keyspace;
    private final int replicas;
    private final List<String> vttabletFlags;

    TabletStart(Servers servers, String keyspace, int replicas, List<String> vttabletFlags) {
        this.servers = servers;
        this.keyspace = keyspace;
        this.replicas = replicas;
        this.vttabletFlags = vttabletFlags;
    }

    private record Planned(String shard, String cell, int uid, int mysqlPort) {}

    /** Returns the tablets when they run and each shard's first is its primary. */
    List<Tablet> start(List<String> shards, int firstUid) {
        List<Planned> planned = new ArrayList<>();
        for (String shard : shards) {
            for (int i = 0; i <= replicas; i++) {
                int uid = firstUid + planned.size();
                planned.add(new Planned(shard, Servers.CELL, uid, Ports.next()));
            }
        }
        List<Tablet> tablets = start(planned);
        for (int i = 0; i < tablets.size(); i += 1 + replicas) {
            makePrimary(tablets.get(i));
        }
        return tablets;
    }

    /** Starts one more replica of a shard that has a primary, whose whole history it reads. */
    Tablet startReplica(String shard, String cell, int uid) {
        return start(List.of(new Planned(shard, cell, uid, Ports.next()))).get(0);
    }

    private List<Tablet> start(List<Planned> planned) {
        initMysql(planned);
        List<ServerProcess> mysqlds =
                planned.stream().map(p -> servers.mysqld(p.uid(), p.mysqlPort())).toList();
        mysqlds.forEach(ServerProcess::awaitReady);
        List<Tablet> tablets = new ArrayList<>();
        for (int i = 0; i < planned.size(); i++) {
            tablets.add(tablet(planned.get(i), mysqlds.get(i)));
        }
        tablets.forEach(tablet -> tablet.vttablet().awaitReady());
        return tablets;
    }

    private void initMysql(List<Planned> planned) {
        List<Process> inits =
                planned.stream().map(p -> servers.initMysql(p.uid(), p.mysqlPort())).toList();
        for (int i = 0; i < inits.size(); i++) {
            awaitSuccess(inits.get(i), "mysqld-" + planned.get(i).uid());
        }
    }

    private void awaitSuccess(Process init, String name) {
        Supplier<String> failure =
                () -> name + " has made its data; the end of its log:\n" + servers.logTail(name);
        Waiting.until(() -> !init.isAlive(), failure);
        if (init.exitValue() != 0) {
            throw new IllegalStateException("not so: " + failure.get());
        }
    }

    private Tablet tablet(Planned planned, ServerProcess mysqld) {
        String alias = Servers.alias(planned.cell(), planned.uid());
        int httpPort = Ports.next();
        ServerProcess vttablet =
                servers.vttablet(alias, httpPort, keyspace, planned.shard(), vttabletFlags);
        return new Tablet(keyspace, planned.shard(), alias, httpPort, vttablet, mysqld);
    }

    /** Tried again until the tablet has registered itself and takes the order. */
    private void makePrimary(Tablet tablet) {
        String shard = keyspace + "/" + tablet.shard();
        AtomicReference<String> lastError = new AtomicReference<>();
        Waiting.until(
                () -> {
                    try {
                        servers.vtctldclient(
                                "PlannedReparentShard", shard, "--new-primary=" + tablet.alias());
                        return true;
                    } catch (IllegalStateException e) {
                        lastError.set(e.getMessage());
                        return false;
                    }
                },
                () -> shard + " has a primary: " + lastError.get());
    }
}
