// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A jar with the connector and a job, uploaded once and submitted as often as wanted. */
final class SessionSubmits {

    private static final String BOUNDARY = "the-jar-begins-here";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String jarId;

    /**
     * Uploads the jar.
     *
     * @param folder where the jar is put together
     */
    SessionSubmits(int restPort, Path folder) throws Exception {
        url = "http://127.0.0.1:" + restPort;
        String answer =
                send(
                        "/jars/upload",
                        "multipart/form-data; boundary=" + BOUNDARY,
                        upload(jar(folder)));
        jarId = find("\"filename\":\"[^\"]*/([^/\"]+)\"", answer);
    }

    private static Path jar(Path folder) throws Exception {
        Path jar = Files.copy(UberJar.path(), folder.resolve("submitted.jar"));
        String file = SubmittedJob.class.getName().replace('.', '/') + ".class";
        try (FileSystem zip = FileSystems.newFileSystem(jar);
                var bytes = SubmittedJob.class.getClassLoader().getResourceAsStream(file)) {
            Path target = zip.getPath(file);
            Files.createDirectories(target.getParent());
            Files.copy(bytes, target);
        }
        return jar;
    }

    private static BodyPublisher upload(Path jar) throws IOException {
        String head =
                "--%s\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"%s\"\r\nContent-Type: application/x-java-archive\r\n\r\n"
                        .formatted(BOUNDARY, jar.getFileName());
        return BodyPublishers.ofByteArrays(
                List.of(
                        head.getBytes(),
                        Files.readAllBytes(jar),
                        "\r\n--%s--\r\n".formatted(BOUNDARY).getBytes()));
    }

    /** Starts the job, and returns its id. */
    String submit(int vtgatePort) throws Exception {
        String body =
                "{\"entryClass\":\"%s\",\"programArgsList\":[\"%d\"],\"parallelism\":1}"
                        .formatted(SubmittedJob.class.getName(), vtgatePort);
        String answer =
                send("/jars/" + jarId + "/run", "application/json", BodyPublishers.ofString(body));
        return find("\"jobid\":\"([0-9a-f]+)\"", answer);
    }

    private String send(String path, String type, BodyPublisher body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(Duration.ofSeconds(60))
                        .header("Content-Type", type)
                        .POST(body)
                        .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("Flink answered to " + path + ": " + response.body());
        }
        return response.body();
    }

    private static String find(String pattern, String answer) {
        Matcher match = Pattern.compile(pattern).matcher(answer);
        if (!match.find()) {
            throw new IllegalStateException(pattern + " is not in " + answer);
        }
        return match.group(1);
    }
}
