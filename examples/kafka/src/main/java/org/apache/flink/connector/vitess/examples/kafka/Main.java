// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.connector.vitess.examples.demo.Example;
import org.apache.flink.connector.vitess.examples.demo.JobOptions;
import org.apache.flink.connector.vitess.examples.demo.Repository;
import org.apache.flink.connector.vitess.testutils.kafka.LocalKafka;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs the job with Flink in this JVM. Started by {@code run.sh}, which explains the options. */
public final class Main {

    private static final String SERVERS = "kafka";
    private static final String PROPERTIES = "kafka-properties";
    private static final String PREFIX = "topic-prefix";

    private Main() {}

    public static void main(String[] args) {
        Example.run(() -> run(JobOptions.parse(Set.of(SERVERS, PROPERTIES, PREFIX), args)));
    }

    private static void run(JobOptions options) throws Exception {
        if (options.given().containsKey(SERVERS)) {
            run(options, kafka(options, options.given().get(SERVERS)));
            return;
        }
        System.out.println("Starting a Kafka broker (the first time it is downloaded)");
        try (LocalKafka local = LocalKafka.start(Repository.tool("kafka"))) {
            run(options, kafka(options, local.address()));
        }
    }

    private static Kafka kafka(JobOptions options, String servers) throws IOException {
        Properties client = new Properties();
        if (options.given().containsKey(PROPERTIES)) {
            try (Reader file = Files.newBufferedReader(Path.of(options.given().get(PROPERTIES)))) {
                client.load(file);
            }
        }
        String prefix = options.given().getOrDefault(PREFIX, "vitess");
        return new Kafka(servers, client, prefix, options.keyspace());
    }

    private static void run(JobOptions options, Kafka kafka) throws Exception {
        Example.onVitess(options, (address, step) -> run(options, address, step, kafka));
    }

    private static void run(JobOptions options, String address, Runnable step, Kafka kafka)
            throws Exception {
        System.out.printf(
                "%n  Keyspace %s of %s goes to the topics %s* of %s.%n  Checkpoints are in %s, every"
                        + " %d seconds; each commits. Ctrl-C ends.%n%n",
                options.keyspace(),
                address,
                kafka.topics(),
                kafka.servers(),
                options.folder(),
                JobOptions.CHECKPOINT_SECONDS);
        StreamExecutionEnvironment env = options.environment();
        Publisher.define(env, options.source(Publisher.source(), address), kafka);
        try (PrintedMessages messages = new PrintedMessages(kafka)) {
            JobClient job = env.executeAsync("kafka");
            Example.follow(
                    job,
                    () -> {
                        step.run();
                        messages.printNew();
                    });
        }
    }
}
