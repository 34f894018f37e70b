// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.prometheus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.vitess.testutils.process.DataFolder;
import org.apache.flink.connector.vitess.testutils.process.EndOnce;
import org.apache.flink.connector.vitess.testutils.process.InstallException;
import org.apache.flink.connector.vitess.testutils.process.Installer;
import org.apache.flink.connector.vitess.testutils.process.Installer.Installation;
import org.apache.flink.connector.vitess.testutils.process.Launcher;
import org.apache.flink.connector.vitess.testutils.process.Ports;
import org.apache.flink.connector.vitess.testutils.process.ServerProcess;
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/**
 * A real Prometheus on loopback that scrapes one port and evaluates rules, both each second.
 *
 * <p>The programs come from {@code tools/prometheus/install.sh}, which is run first. When this JVM
 * is root's, the server runs as user {@code vitess}. {@link #close} ends it and deletes its data;
 * so does the end of the JVM.
 */
public final class LocalPrometheus implements AutoCloseable {

    private static final String NAME = "prometheus";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = Ports.next();
    private final Installation installation;
    private final DataFolder data;
    private final Launcher launcher;
    private final ServerProcess server;
    private final EndOnce end;

    private LocalPrometheus(Installation installation, String rules, int target) {
        this.installation = installation;
        this.data = DataFolder.create(NAME);
        data.write("rules.yml", rules);
        data.write(
                "prometheus.yml",
                """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [rules.yml]
                scrape_configs:
                  - job_name: test
                    static_configs: [targets: ["127.0.0.1:%d"]]
                """
                        .formatted(target));
        this.launcher = new Launcher(data, Map.of("LC_ALL", "C"));
        this.server =
                new ServerProcess(
                        NAME,
                        List.of(
                                program(NAME),
                                "--config.file=" + data.path().resolve("prometheus.yml"),
                                "--storage.tsdb.path=" + data.path().resolve("tsdb"),
                                "--web.listen-address=127.0.0.1:" + port),
                        () -> Waiting.page(port, "/-/ready").isPresent(),
                        launcher);
        this.end = new EndOnce(this::endServer);
    }

    /**
     * Installs Prometheus if it is missing, and starts a new one; returns when it answers.
     *
     * @param rules the text of a file of rules
     * @param target the port on loopback to scrape
     * @throws InstallException if it cannot be installed on this machine
     * @throws IllegalStateException if it does not start; the message has the end of its log.
     *     Nothing is left running then.
     */
    public static LocalPrometheus start(String rules, int target) {
        Path script = Installer.findScript(Path.of(""), NAME);
        LocalPrometheus prometheus = new LocalPrometheus(Installer.install(script), rules, target);
        try {
            prometheus.server.launch();
            prometheus.server.awaitReady();
            return prometheus;
        } catch (RuntimeException | Error e) {
            prometheus.close();
            throw e;
        }
    }

    /** The version, as in {@code prometheus 2.42.0}. */
    public String version() {
        return installation.versions().get(0);
    }

    /** Whether a query has a result at this moment; fails if it is no query. */
    public boolean hasResult(String query) {
        String parameter = URLEncoder.encode(query, StandardCharsets.UTF_8);
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%d/api/v1/query?query=%s"
                                                .formatted(port, parameter)))
                        .timeout(TIMEOUT)
                        .build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalArgumentException(query + ": " + response.body());
            }
            return !response.body().contains("\"result\":[]");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask Prometheus " + query, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking Prometheus", e);
        }
    }

    /** Writes a file for {@link #promtool}. Returns its path. */
    public String write(String name, String content) {
        return data.write(name, content).toString();
    }

    /**
     * Runs promtool.
     *
     * @return what it printed
     * @throws IllegalStateException if it is not content; the message has what it said
     */
    public String promtool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program("promtool")));
        command.addAll(List.of(arguments));
        return launcher.run(command);
    }

    private String program(String name) {
        return installation.home().resolve("bin").resolve(name).toString();
    }

    /** Ends the server and deletes its data. Can be called again. */
    @Override
    public void close() {
        end.close();
    }

    private void endServer() {
        try (data;
                launcher) {
            if (server.isAlive()) {
                server.stop();
            }
        }
    }
}
