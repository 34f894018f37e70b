// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.vitess.config.TlsConfig;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.LoggedText;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.RunningJob;
import org.apache.flink.connector.vitess.testing.SecretSearch;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testing.TestCertificate;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.ExplainDetail;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Secrets are nowhere that anybody looks: not in plans, logs, failures, state, metrics or Flink's
 * REST interface, whose answers are all that its web UI shows.
 */
@Timeout(120)
class SecretsITCase {

    private static final String PASSWORD = "Tr0ub4dor-3";
    private static final String TOKEN = "c0rrect-h0rse";

    /** A job's, except where {@code :v} stands for each of its vertices. */
    private static final List<String> PAGES =
            List.of(
                    "",
                    "/plan",
                    "/config",
                    "/exceptions",
                    "/accumulators?includeSerializedValue=true",
                    "/checkpoints",
                    "/checkpoints/config",
                    "/metrics",
                    "/jobmanager/config",
                    "/vertices/:v",
                    "/vertices/:v/accumulators",
                    "/vertices/:v/metrics",
                    "/vertices/:v/taskmanagers",
                    "/vertices/:v/watermarks",
                    "/vertices/:v/jm-operator-metrics",
                    "/vertices/:v/subtasks/accumulators");

    /** Flink takes 4 KiB in a line of a request. */
    private static final int METRICS_AT_ONCE = 20;

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    @TempDir static Path certificates;

    private static EmbeddedVitess vitess;
    private static EmbeddedVitess tlsVitess;
    private static TestCertificate certificate;
    private static URI rest;

    private final SecretSearch search = new SecretSearch(PASSWORD, TOKEN);
    private final HttpClient http = HttpClient.newHttpClient();
    private LoggedText log;

    @TempDir private Path folder;

    @BeforeAll
    static void start(@InjectMiniCluster MiniCluster cluster) throws Exception {
        rest = cluster.getRestAddress().get();
        certificate = TestCertificate.create(certificates, "vtgate");
        vitess = EmbeddedVitess.builder().staticAuth("flink", PASSWORD).start();
        tlsVitess =
                EmbeddedVitess.builder()
                        .tls(certificate.certificate().toFile(), certificate.key().toFile())
                        .start();
        new ShopTables(vitess.createKeyspace("shop", "-80", "80-"), "customer")
                .insert("customer", 1, 10);
    }

    @AfterAll
    static void stop() {
        vitess.close();
        tlsVitess.close();
    }

    @BeforeEach
    void listen() {
        // What the server logs is in this JVM only here.
        log = new LoggedText(logger -> !logger.endsWith(".NettyServerHandler"));
    }

    @AfterEach
    void listenNoMore() {
        log.close();
    }

    @Test
    void aDataStreamJobShowsNoSecret() throws Exception {
        VitessSource<String> source =
                builder(vitess)
                        .username("flink")
                        .password(PASSWORD)
                        .header("authorization", "Bearer " + TOKEN)
                        .build();
        search.add("source", source.toString());
        search.add("lineage", source.getLineageVertex().toString());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "vitess")
                .sinkTo(new DiscardingSink<>());
        search.add("plan", env.getExecutionPlan());

        try (ChangelogJob job = ChangelogJob.start(source, 2)) {
            job.awaitLines(10);
            addPages(job.id());
            job.stopWithSavepoint(folder);
        }

        assertNoLeak();
    }

    static Stream<UnaryOperator<VitessSourceBuilder<String>>> failures() {
        String port = "" + tlsVitess.port();
        TlsConfig ofStranger = TlsConfig.trustingJava();
        return Stream.of(
                source -> source.username("other").password(PASSWORD),
                source -> source.username("flink").password(PASSWORD + "!"),
                source -> source.header("password", PASSWORD),
                source -> source.username("flink").password(PASSWORD).tls(ofStranger),
                source ->
                        source.username("flink")
                                .password(PASSWORD)
                                .hostname("127.0.0.1:" + port)
                                .tls(ofStranger),
                source ->
                        source.username("flink")
                                .password(PASSWORD)
                                .hostname("127.0.0.1:" + port)
                                .tls(TlsConfig.trusting(file("ca.pem", PASSWORD))),
                source -> source.username("flink").password(PASSWORD).tableList("missing"),
                source -> source.username("flink").passwordFile("/nope"));
    }

    @ParameterizedTest
    @MethodSource
    void failures(UnaryOperator<VitessSourceBuilder<String>> options) throws Exception {
        VitessSourceBuilder<String> builder =
                options.apply(builder(vitess).header("authorization", TOKEN));

        try (ChangelogJob job = ChangelogJob.start(builder.connectMaxRetries(1).build(), 2)) {
            search.add("failure", job.awaitFailure(Duration.ofSeconds(60)));
            addPages(job.id());
        }

        assertNoLeak();
    }

    /** With secrets in files Flink cannot show them either. */
    @Test
    void aSqlJobShowsNothingOfSecretsInFiles() throws Exception {
        TableEnvironment sql = tables(optionsWithFiles(vitess.port(), "shop"));
        search.add(
                "SHOW CREATE TABLE", "" + sql.executeSql("show create table t").collect().next());
        search.add("SHOW CREATE CATALOG", catalog(sql));
        search.add(
                "EXPLAIN",
                sql.explainSql(
                        "select * from t where id > 1",
                        ExplainDetail.CHANGELOG_MODE,
                        ExplainDetail.ESTIMATED_COST,
                        ExplainDetail.JSON_EXECUTION_PLAN));
        search.add(
                "COMPILE PLAN",
                sql.compilePlanSql("insert into s select id from t").asJsonString());

        try (RunningJob job =
                new RunningJob(
                        sql.executeSql("insert into s select id from t where v <> 'x'")
                                .getJobClient()
                                .orElseThrow())) {
            awaitRunning(job.id());
            addPages(job.id());
            job.stopWithSavepoint(folder);
        }

        assertNoLeak();
    }

    @Test
    void theErrorsOfSqlShowNothingOfSecretsInFiles() throws Exception {
        for (String wrong :
                List.of(
                        optionsWithFiles(vitess.port(), "shop") + ", 'nonsense' = ''",
                        optionsWithFiles(vitess.port(), "shop").replace("customer", "missing"),
                        optionsWithFiles(vitess.port(), "shop").replace("flink", "other"),
                        optionsWithFiles(1, "shop") + ", 'password' = 'x'")) {
            Throwable failure = catchThrowable(() -> tables(wrong).explainSql("select * from t"));
            assertThat(failure).as(wrong).isNotNull();
            search.add(wrong, failure);
        }

        assertNoLeak();
    }

    /** What docs/options.md tells, and that this test would notice a leak in each of them. */
    @Test
    void flinkShowsSecretsThatAreOptions() throws Exception {
        TableEnvironment sql =
                tables(
                        options(vitess.port(), "shop")
                                + ", 'username' = 'flink', 'password' = '%s'".formatted(PASSWORD));
        search.add(
                "SHOW CREATE TABLE", "" + sql.executeSql("show create table t").collect().next());
        search.add(
                "COMPILE PLAN",
                sql.compilePlanSql("insert into s select id from t").asJsonString());
        search.add("EXPLAIN", sql.explainSql("select * from t"));

        assertThat(search.leaks())
                .satisfiesExactly(
                        leak -> assertThat(leak).startsWith("SHOW CREATE TABLE"),
                        leak -> assertThat(leak).startsWith("COMPILE PLAN"));
    }

    private void assertNoLeak() throws Exception {
        search.add("log", log.text());
        search.addFiles("state", folder);

        assertThat(log.text().contains("org.apache.flink.runtime")).as("a log at DEBUG").isTrue();
        assertThat(search.leaks()).isEmpty();
    }

    private void addPages(JobID job) throws Exception {
        String description = get("/jobs/" + job);
        List<String> vertices =
                Pattern.compile("\"id\":\"(\\w{32})\"")
                        .matcher(description)
                        .results()
                        .map((MatchResult match) -> match.group(1))
                        .distinct()
                        .toList();
        assertThat(vertices).isNotEmpty();
        for (String page : PAGES) {
            for (String vertex : page.contains(":v") ? vertices : List.of("")) {
                String path = "/jobs/" + job + page.replace(":v", vertex);
                String answer = get(path);
                search.add(path, answer);
                if (path.endsWith("metrics")) {
                    addValues(path, answer);
                }
            }
        }
        for (String page : List.of("/jobmanager/config", "/jobmanager/metrics", "/taskmanagers")) {
            search.add(page, get(page));
        }
    }

    private void addValues(String path, String metrics) throws Exception {
        List<String> ids =
                Pattern.compile("\"id\":\"([^\"]+)\"")
                        .matcher(metrics)
                        .results()
                        .map(match -> URLEncoder.encode(match.group(1), StandardCharsets.UTF_8))
                        .toList();
        for (int from = 0; from < ids.size(); from += METRICS_AT_ONCE) {
            List<String> some = ids.subList(from, Math.min(from + METRICS_AT_ONCE, ids.size()));
            String query = path + "?get=" + String.join(",", some);
            search.add(query, get(query));
        }
    }

    private String get(String path) throws Exception {
        String answer =
                http.send(
                                HttpRequest.newBuilder(rest.resolve(path))
                                        .timeout(Duration.ofSeconds(30))
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
        assertThat(answer).as(path).doesNotStartWith("{\"errors\"");
        return answer;
    }

    private void awaitRunning(JobID job) throws Exception {
        long deadline = System.nanoTime() + RunningJob.PATIENCE.toNanos();
        while (!get("/jobs/" + job).matches("(?s).*\"RUNNING\":[1-9].*")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static String file(String name, String content) {
        try {
            return Files.writeString(certificates.resolve(name), content).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static VitessSourceBuilder<String> builder(EmbeddedVitess vtgate) {
        return VitessSource.<String>builder()
                .hostname(vtgate.host())
                .port(vtgate.port())
                .keyspace("shop")
                .tableList("customer")
                .deserializer(new ChangeLines());
    }

    private static TableEnvironment tables(String options) {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.setString("execution.checkpointing.interval", "200 ms");
        configuration.setString("parallelism.default", "2");
        TableEnvironment sql =
                TableEnvironment.create(
                        EnvironmentSettings.newInstance().withConfiguration(configuration).build());
        sql.executeSql("create table t (id bigint, v string) with (%s)".formatted(options));
        sql.executeSql("create table s (id bigint) with ('connector' = 'blackhole')");
        return sql;
    }

    private static String catalog(TableEnvironment sql) {
        sql.executeSql(
                "create catalog v with ("
                        + optionsWithFiles(vitess.port(), "shop")
                                .replace("'connector'", "'type'")
                                .replace("'keyspace'", "'default-database'")
                                .replace(", 'table-name' = 'customer'", "")
                        + ")");
        return sql.executeSql("show create catalog v").collect().next()
                + sql.explainSql("select * from v.shop.customer");
    }

    private static String options(int port, String keyspace) {
        return "'connector' = 'vitess', 'hostname' = '%s:%d', 'keyspace' = '%s', 'table-name' = 'customer'"
                .formatted(vitess.host(), port, keyspace);
    }

    private static String optionsWithFiles(int port, String keyspace) {
        return options(port, keyspace)
                + ", 'username' = 'flink', 'password-file' = '%s', 'grpc.header-files.authorization' = '%s'"
                        .formatted(file("password", PASSWORD), file("token", "Bearer " + TOKEN));
    }
}
