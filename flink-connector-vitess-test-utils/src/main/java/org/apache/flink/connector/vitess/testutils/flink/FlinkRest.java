// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.flink;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/** The part of Flink's REST interface that tests need. Its JSON is plain enough for patterns. */
final class FlinkRest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern JOB =
            Pattern.compile(
                    "\"jid\":\"(\\w+)\"[^{}]*?\"name\":\"((?:[^\"\\\\]|\\\\.)*)\"[^{}]*?"
                            + "\"state\":\"(\\w+)\"");

    /** A text, or what is written without quotes. Never goes back, because texts may be long. */
    private static final String VALUE = "(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([^\",{}\\s]++))";

    private static final Pattern TASKS = Pattern.compile("\"tasks\":\\{([^}]*)}");

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    FlinkRest(int port) {
        this.port = port;
    }

    /** Whether the JobManager is up. */
    boolean answers() {
        return Waiting.page(port, "/overview").isPresent();
    }

    /** Whether a TaskManager of that id has registered; not if the JobManager is not up yet. */
    boolean hasTaskManager(String id) {
        return Waiting.page(port, "/taskmanagers")
                .filter(page -> page.contains("\"id\":\"" + id + "\""))
                .isPresent();
    }

    List<FlinkJob> jobs() {
        return JOB.matcher(get("/jobs/overview"))
                .results()
                .map(match -> new FlinkJob(match.group(1), match.group(2), match.group(3)))
                .toList();
    }

    FlinkJob job(String id) {
        String job = get("/jobs/" + id);
        Matcher match = JOB.matcher(job);
        if (!match.find()) {
            throw new IllegalStateException("Flink described a job as " + job);
        }
        return new FlinkJob(match.group(1), match.group(2), match.group(3));
    }

    /** Whether all tasks of a job run. */
    boolean allTasksRun(String id) {
        Matcher tasks = TASKS.matcher(jobInOverview(id));
        return tasks.find()
                && field(tasks.group(1), "total").equals(field(tasks.group(1), "running"));
    }

    private String jobInOverview(String id) {
        String jobs = get("/jobs/overview");
        int start = jobs.indexOf("\"jid\":\"" + id);
        return start < 0 ? "" : jobs.substring(start);
    }

    /** Why a job failed last; empty if it has not. */
    String rootException(String id) {
        return field(get("/jobs/" + id + "/exceptions?maxExceptions=1"), "stacktrace")
                .map(text -> text.replace("\\n", "\n").replace("\\t", "\t"))
                .orElse("");
    }

    void cancel(String id) {
        send("PATCH", "/jobs/" + id + "?mode=cancel", "");
    }

    /** Asks a job to stop with a savepoint; returns where to look for the outcome. */
    String stop(String id, Path folder) {
        String body = "{\"targetDirectory\": \"%s\", \"drain\": false}".formatted(folder.toUri());
        String answer = send("POST", "/jobs/" + id + "/stop", body);
        String request =
                field(answer, "request-id")
                        .orElseThrow(() -> new IllegalStateException("Flink answered " + answer));
        return "/jobs/" + id + "/savepoints/" + request;
    }

    /** The savepoint's path, if it is there already. */
    Optional<String> savepoint(String outcome) {
        String answer = get(outcome);
        if (answer.contains("failure-cause")) {
            throw new IllegalStateException("the savepoint failed: " + answer);
        }
        return field(answer, "location");
    }

    /** The first field of that name; the escapes of a text are left as they are. */
    private static Optional<String> field(String json, String name) {
        Matcher match = Pattern.compile("\"" + name + "\":\\s*" + VALUE).matcher(json);
        return match.find()
                ? Optional.of(match.group(1) == null ? match.group(2) : match.group(1))
                : Optional.empty();
    }

    private String get(String path) {
        return send("GET", path, "");
    }

    private String send(String method, String path, String body) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(
                        "Flink answered %d to %s %s: %s"
                                .formatted(response.statusCode(), method, path, response.body()));
            }
            return response.body();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Flink does not answer %s %s".formatted(method, path), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + method + " " + path, e);
        }
    }
}
