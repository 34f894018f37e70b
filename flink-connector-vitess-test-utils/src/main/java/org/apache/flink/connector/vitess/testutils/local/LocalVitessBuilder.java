// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.vitess.testutils.process.InstallException;
import org.apache.flink.connector.vitess.testutils.process.Installer;

/** Describes a {@link LocalVitess}: at least one keyspace, the rest is optional. */
public final class LocalVitessBuilder {

    static final String VTGATE = "vtgate";

    private final Map<String, List<String>> keyspaces = new LinkedHashMap<>();
    private final List<String> vttabletFlags = new ArrayList<>();
    private final List<String> vtgateFlags = new ArrayList<>();
    private int replicas;
    private Path installScript;

    LocalVitessBuilder() {}

    /** Adds a keyspace with these shards, as in {@code -80} and {@code 80-}, or {@code 0} alone. */
    public LocalVitessBuilder keyspace(String name, String... shards) {
        if (shards.length == 0) {
            throw new IllegalArgumentException("keyspace " + name + " needs at least one shard");
        }
        keyspaces.put(name, List.of(shards));
        return this;
    }

    /** How many replicas each shard has beside its primary; 0 if not set. */
    public LocalVitessBuilder replicas(int count) {
        this.replicas = count;
        return this;
    }

    /** Adds flags for every vttablet. */
    public LocalVitessBuilder vttabletFlags(String... flags) {
        vttabletFlags.addAll(List.of(flags));
        return this;
    }

    /** Adds flags for the vtgate that the cluster starts with. */
    public LocalVitessBuilder vtgateFlags(String... flags) {
        vtgateFlags.addAll(List.of(flags));
        return this;
    }

    /**
     * The installer of the programs; without it {@code tools/vitess/install.sh} is taken from the
     * working directory or the nearest folder above it that has one.
     */
    public LocalVitessBuilder installScript(Path script) {
        this.installScript = script;
        return this;
    }

    /**
     * Installs what is missing and starts the cluster; returns when vtgate reaches all primaries.
     *
     * @throws InstallException if the programs cannot be installed on this machine
     * @throws IllegalStateException if a server does not start; the message has its name and the
     *     end of its log. Nothing is left running then.
     */
    public LocalVitess start() {
        if (keyspaces.isEmpty()) {
            throw new IllegalStateException("a cluster needs at least one keyspace");
        }
        Path script =
                installScript == null ? Installer.findScript(Path.of(""), "vitess") : installScript;
        LocalVitess vitess = new LocalVitess(Installer.install(script), replicas, vttabletFlags);
        try {
            vitess.startTopology(keyspaces);
            vitess.startVtgate(VTGATE, vtgateFlags.toArray(String[]::new));
            return vitess;
        } catch (RuntimeException | Error e) {
            vitess.close();
            throw e;
        }
    }
}
