// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.flinkcdc;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs a job that prints the events of Flink CDC's source for Vitess, each as a line of JSON. The
 * log goes to standard error.
 *
 * <p>Its standard input takes the commands of Flink's own client, a line each:
 *
 * <ul>
 *   <li>{@code checkpoint} makes a checkpoint, and then prints {@code checkpoint};
 *   <li>{@code stop} stops the job with a savepoint, and then prints the savepoint's path.
 * </ul>
 *
 * <p>It ends with an error if the job fails. When its standard input is closed, and so with the JVM
 * that started it, it cancels the job if there still is one, and ends without an error.
 */
public final class FlinkCdcEvents {

    private static final String FLINK = "flink.";

    private final MiniCluster cluster;
    private final JobID job;

    private FlinkCdcEvents(MiniCluster cluster, JobID job) {
        this.cluster = cluster;
        this.job = job;
    }

    /**
     * Each argument is {@code key=value}: an option of Flink if the key begins with {@code flink.},
     * or else one of Debezium's properties.
     */
    public static void main(String[] args) throws Exception {
        Map<String, String> debezium = new HashMap<>();
        Map<String, String> flink = new HashMap<>();
        // A job that started again would print events twice.
        flink.put("restart-strategy.type", "none");
        flink.put("jobmanager.bind-host", "127.0.0.1");
        flink.put("rest.bind-address", "127.0.0.1");
        flink.put("rest.bind-port", "0");
        for (String arg : args) {
            String[] parts = arg.split("=", 2);
            if (parts[0].startsWith(FLINK)) {
                flink.put(parts[0].substring(FLINK.length()), parts[1]);
            } else {
                debezium.put(parts[0], parts[1]);
            }
        }
        start(Configuration.fromMap(flink), debezium).run();
        System.exit(0);
    }

    // Flink CDC's source is a SourceFunction, which is deprecated.
    @SuppressWarnings("deprecation")
    private static FlinkCdcEvents start(Configuration flink, Map<String, String> debezium)
            throws Exception {
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(flink)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(1)
                                .build());
        cluster.start();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(1);
        env.addSource(VitessCdcSource.create(debezium), "flink-cdc")
                .uid("source")
                .print()
                .uid("print");
        JobID job = cluster.submitJob(env.getStreamGraph().getJobGraph()).get().getJobID();
        FlinkCdcEvents events = new FlinkCdcEvents(cluster, job);
        cluster.requestJobResult(job)
                .thenAccept(
                        result -> result.getSerializedThrowable().ifPresent(FlinkCdcEvents::fail));
        return events;
    }

    private void run() throws Exception {
        BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        boolean runs = true;
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            switch (line) {
                case "checkpoint" -> {
                    cluster.triggerCheckpoint(job, CheckpointType.FULL).get(60, TimeUnit.SECONDS);
                    System.out.println(line);
                }
                case "stop" -> {
                    String savepoint =
                            cluster.stopWithSavepoint(
                                            job, null, false, SavepointFormatType.CANONICAL)
                                    .get(60, TimeUnit.SECONDS);
                    runs = false;
                    System.out.println(savepoint);
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
        if (runs) {
            cluster.cancelJob(job).get(60, TimeUnit.SECONDS);
        }
    }

    private static void fail(Throwable failure) {
        System.err.println("The job of Flink CDC has failed");
        failure.printStackTrace();
        System.exit(1);
    }
}
