// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.flink;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.vitess.testutils.process.InstallException;
import org.apache.flink.connector.vitess.testutils.process.Installer;

/** Describes a {@link StandaloneFlink}: its version is required, the rest is optional. */
public final class StandaloneFlinkBuilder {

    private final String version;
    private final List<Path> jars = new ArrayList<>();
    private final Map<String, String> configuration = new LinkedHashMap<>();
    private int taskManagers = 1;
    private int slots = 2;
    private boolean highlyAvailable;
    private Path installScript;

    StandaloneFlinkBuilder(String version) {
        this.version = version;
    }

    /** Puts a jar into the cluster's {@code lib} folder. */
    public StandaloneFlinkBuilder jar(Path jar) {
        jars.add(jar);
        return this;
    }

    /** How many TaskManagers the cluster starts with; 1 if not set. */
    public StandaloneFlinkBuilder taskManagers(int count) {
        this.taskManagers = count;
        return this;
    }

    /** How many slots each TaskManager has; 2 if not set. */
    public StandaloneFlinkBuilder slots(int count) {
        this.slots = count;
        return this;
    }

    /** Keeps the jobs in a ZooKeeper, so that they continue after the JobManager is killed. */
    public StandaloneFlinkBuilder highlyAvailable() {
        this.highlyAvailable = true;
        return this;
    }

    /** Sets an option of Flink's {@code config.yaml}, for the cluster and its SQL client. */
    public StandaloneFlinkBuilder option(String key, String value) {
        configuration.put(key, value);
        return this;
    }

    /**
     * The installer of Flink; without it {@code tools/flink/install.sh} is taken from the working
     * directory or the nearest folder above it that has one.
     */
    public StandaloneFlinkBuilder installScript(Path script) {
        this.installScript = script;
        return this;
    }

    /**
     * Installs Flink if it is missing and starts the cluster; returns when all TaskManagers are
     * there.
     *
     * @throws InstallException if Flink cannot be installed on this machine
     * @throws IllegalStateException if a process does not start; the message has its name and the
     *     end of its log. Nothing is left running then.
     */
    public StandaloneFlink start() {
        Path script =
                installScript == null ? Installer.findScript(Path.of(""), "flink") : installScript;
        Path home = Installer.install(script, version).home().resolve("flink");
        StandaloneFlink flink =
                new StandaloneFlink(
                        new FlinkFiles(home, configuration, jars, slots, highlyAvailable));
        try {
            if (highlyAvailable) {
                flink.startZooKeeper();
            }
            flink.startProcesses(taskManagers);
            return flink;
        } catch (RuntimeException | Error e) {
            flink.close();
            throw e;
        }
    }
}
