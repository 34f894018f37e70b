// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read from Flink's answers, which a plain HTTP server gives here. */
class FlinkRestTest {

    private static final String ID = "97b8e5ef153139beac841243ee96865b";

    private final Map<String, String> answers = new HashMap<>();
    private HttpServer server;
    private FlinkRest rest;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        rest = new FlinkRest(server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        byte[] body =
                answers.getOrDefault(asked, "{\"errors\":[\"Not found: " + asked + "\"]}")
                        .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answers.containsKey(asked) ? 200 : 404, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void listsJobsWhoseNamesHaveQuotes() {
        answers.put(
                "GET /jobs/overview",
                "{\"jobs\":["
                        + overview(ID, "say \\\"hi\\\", {you}", "RUNNING", 2)
                        + ","
                        + overview("b".repeat(32), "other", "FINISHED", 0)
                        + "]}");

        assertThat(rest.jobs())
                .containsExactly(
                        new FlinkJob(ID, "say \\\"hi\\\", {you}", "RUNNING"),
                        new FlinkJob("b".repeat(32), "other", "FINISHED"));
    }

    @Test
    void aJobRunsWhenAllItsTasksDo() {
        answers.put("GET /jobs/overview", "{\"jobs\":[" + overview(ID, "a", "RUNNING", 1) + "]}");
        assertThat(rest.allTasksRun(ID)).isFalse();

        answers.put("GET /jobs/overview", "{\"jobs\":[" + overview(ID, "a", "RUNNING", 2) + "]}");
        assertThat(rest.allTasksRun(ID)).isTrue();
    }

    @Test
    void knowsNoTaskManagerBeforeFlinkAnswers() {
        assertThat(rest.answers()).isFalse();
        assertThat(rest.hasTaskManager("taskmanager-1")).isFalse();

        answers.put(
                "GET /overview", "{\"taskmanagers\":1,\"slots-total\":4,\"slots-available\":3}");
        answers.put("GET /taskmanagers", "{\"taskmanagers\":[{\"id\":\"taskmanager-10\"}]}");
        assertThat(rest.answers()).isTrue();
        assertThat(rest.hasTaskManager("taskmanager-1")).isFalse();
        assertThat(rest.hasTaskManager("taskmanager-10")).isTrue();
    }

    @Test
    void findsASavepointsPathOnceItIsThere() {
        answers.put("POST /jobs/" + ID + "/stop", "{\"request-id\":\"ab12\"}");
        String outcome = rest.stop(ID, Path.of("/savepoints"));
        String asked = "GET /jobs/" + ID + "/savepoints/ab12";

        answers.put(asked, "{\"status\":{\"id\":\"IN_PROGRESS\"},\"operation\":null}");
        assertThat(rest.savepoint(outcome)).isEmpty();
        answers.put(
                asked,
                "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"file:/s/1\"}}");
        assertThat(rest.savepoint(outcome)).contains("file:/s/1");
        answers.put(asked, "{\"operation\":{\"failure-cause\":{\"class\":\"Boom\"}}}");
        assertThatThrownBy(() -> rest.savepoint(outcome)).hasMessageContaining("Boom");
    }

    @Test
    void readsLongStackTracesWithCommas() {
        String frame = "\\n\\tat some.Type.call(Type.java:1), again";
        answers.put(
                "GET /jobs/" + ID + "/exceptions?maxExceptions=1",
                "{\"exceptionHistory\":{\"entries\":[{\"stacktrace\":\"a \\\"b\\\", c"
                        + frame.repeat(1000)
                        + "\",\"timestamp\":1}]}}");

        assertThat(rest.rootException(ID))
                .startsWith("a \\\"b\\\", c\n\tat some.Type.call(Type.java:1), again\n")
                .hasLineCount(1001);
    }

    @Test
    void tellsWhatFlinkDoesNotLike() {
        assertThatThrownBy(() -> rest.job(ID))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("404")
                .hasMessageContaining("Not found");
    }

    @Test
    void knowsWhichStatesAJobDoesNotLeave() {
        assertThat(List.of("FINISHED", "FAILED", "CANCELED"))
                .allMatch(state -> new FlinkJob(ID, "a", state).isOver());
        assertThat(List.of("CREATED", "RUNNING", "RESTARTING", "FAILING", "CANCELLING"))
                .noneMatch(state -> new FlinkJob(ID, "a", state).isOver());
    }

    private static String overview(String id, String name, String state, int running) {
        return ("{\"jid\":\"%s\",\"name\":\"%s\",\"start-time\":1,\"end-time\":-1,\"state\":\"%s\","
                        + "\"tasks\":{\"running\":%d,\"canceled\":0,\"total\":2},\"pending\":0}")
                .formatted(id, name, state, running);
    }
}
