// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.testutils.local.LocalVitess;
import org.apache.flink.connector.vitess.testutils.local.LocalVitessBuilder;
import org.apache.flink.connector.vitess.testutils.process.ServerProcess;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Vitess for the tests of one class, with SQL through its vtgate.
 *
 * <p>Where the programs cannot be installed the tests are skipped, and the log says why; with the
 * environment variable {@code CI=true} they fail instead.
 */
public final class VitessCluster implements BeforeAllCallback, AfterAllCallback, TestWatcher {

    private static final Logger LOG = LoggerFactory.getLogger(VitessCluster.class);

    private final String keyspace;
    private final LocalVitessBuilder builder = LocalVitess.builder();
    private LocalVitess vitess;
    private final List<String> hashed = new ArrayList<>();
    private int reshards;

    private VitessCluster(String keyspace) {
        this.keyspace = keyspace;
    }

    /** A cluster with this keyspace; {@link #shards} has to follow. */
    public static VitessCluster keyspace(String name) {
        return new VitessCluster(name);
    }

    /** The shards of the keyspace. */
    public VitessCluster shards(String... shards) {
        builder.keyspace(keyspace, shards);
        return this;
    }

    /** How many replicas each shard has; 0 if not set. */
    public VitessCluster replicas(int count) {
        builder.replicas(count);
        return this;
    }

    /** Adds flags for each vttablet. */
    public VitessCluster vttabletFlags(String... flags) {
        builder.vttabletFlags(flags);
        return this;
    }

    /** Adds flags for the first vtgate. */
    public VitessCluster vtgateFlags(String... flags) {
        builder.vtgateFlags(flags);
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        long start = System.nanoTime();
        vitess = RealServers.orSkip(builder::start);
        LOG.info(
                "Real Vitess for {} started in {} ms: {}",
                context.getDisplayName(),
                Duration.ofNanos(System.nanoTime() - start).toMillis(),
                vitess.versions().replace("\n", ", "));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (vitess != null) {
            vitess.close();
        }
    }

    /** Shows what the servers said last. */
    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        for (ServerProcess process : vitess.processes()) {
            LOG.error(
                    "{} failed; {} ({}) logged last:\n{}",
                    context.getDisplayName(),
                    process.name(),
                    process.isAlive() ? "alive" : "dead",
                    process.logTail());
        }
    }

    /** The cluster's processes, ports and vtctldclient. */
    public LocalVitess vitess() {
        return vitess;
    }

    /**
     * Creates tables that are sharded by the hash of their column {@code id}. The keyspace's
     * VSchema has no other tables than those of such calls then.
     *
     * @param columns of each of them, as DDL
     */
    public void createTables(List<String> names, String columns) {
        vitess.applySchema(
                keyspace,
                names.stream()
                        .map(table -> "create table %s (%s)".formatted(table, columns))
                        .collect(Collectors.joining(";")));
        hashed.addAll(names);
        vitess.applyVSchema(
                keyspace,
                hashed.stream()
                        .map(
                                table ->
                                        "\"%s\": {\"column_vindexes\": [{\"column\": \"id\", \"name\": \"hash\"}]}"
                                                .formatted(table))
                        .collect(
                                Collectors.joining(
                                        ",",
                                        "{\"sharded\": true, \"vindexes\": {\"hash\": {\"type\":"
                                                + " \"hash\"}}, \"tables\": {",
                                        "}}")));
    }

    /** The shards of a keyspace that serve now, as vtgate knows them. */
    public List<String> servingShards(String keyspace) throws SQLException {
        List<String> shards = new ArrayList<>();
        try (Connection connection = connection(keyspace);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("show vitess_shards like '" + keyspace + "/%'")) {
            while (rows.next()) {
                shards.add(rows.getString(1).substring(keyspace.length() + 1));
            }
        }
        if (shards.isEmpty()) {
            throw new SQLException("vtgate knows no shards of " + keyspace);
        }
        return shards;
    }

    /** How many streams read the binary log of a shard's first tablet. */
    public int binlogReaders(String shard) {
        return vitess.connections(
                vitess.tablets(keyspace, shard).get(0), "command like 'Binlog Dump%'");
    }

    /** Begins a reshard; starts tablets for those of the targets that have none. */
    public ReshardWorkflow reshard(List<String> sources, List<String> targets) {
        String[] added =
                targets.stream()
                        .filter(target -> vitess.tablets(keyspace, target).isEmpty())
                        .toArray(String[]::new);
        vitess.addShards(keyspace, added);
        return new ReshardWorkflow(vitess, keyspace, "reshard" + ++reshards, sources, targets);
    }

    /**
     * A connection through the first vtgate; the caller closes it.
     *
     * @param target a keyspace, or one shard of it as in {@code customer/-80}
     */
    public Connection connection(String target) throws SQLException {
        String database = URLEncoder.encode(target, StandardCharsets.UTF_8);
        return DriverManager.getConnection(
                "jdbc:mysql://127.0.0.1:%d/%s?sslMode=DISABLED&connectTimeout=10000&socketTimeout=60000"
                        .formatted(vitess.mysqlPort(), database),
                "test",
                "");
    }

    /** The connector's client, of the first vtgate; the caller closes it. */
    public VitessClient client() {
        return new VitessClient(
                new ConnectionConfig(
                        List.of(new Endpoint("127.0.0.1", vitess.grpcPort())),
                        null,
                        Map.of(),
                        null,
                        1 << 20,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10)));
    }

    /** Runs statements on the keyspace, each in its own transaction. */
    public void sql(String... statements) {
        sqlTarget(keyspace, statements);
    }

    /** Runs statements on a keyspace, or past the vindexes on one shard of it. */
    public void sqlTarget(String target, String... statements) {
        try (Connection connection = connection(target);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "failed on " + target + ": " + String.join("; ", statements), e);
        }
    }

    /** Asks the keyspace; the values are as MySQL prints them, NULL is null. */
    public List<List<String>> query(String sql) {
        return queryTarget(keyspace, sql);
    }

    /** Asks a keyspace or one shard, as in {@code customer/-80}. */
    public List<List<String>> queryTarget(String target, String sql) {
        try (Connection connection = connection(target);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<List<String>> result = new ArrayList<>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    row.add(rows.getString(column));
                }
                result.add(row);
            }
            return result;
        } catch (SQLException e) {
            throw new IllegalStateException("failed on " + target + ": " + sql, e);
        }
    }
}
