// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.ExplainDetail;
import org.apache.flink.table.api.TableEnvironment;

/**
 * Flink's SQL on tables of a Vitess. Needs a MiniCluster around the test. The planner keeps things
 * by thread: make the session in the test's own, which is not that of its {@code @BeforeEach} if it
 * has a time limit.
 */
public final class SqlSession {

    private final TableEnvironment environment;
    private final Map<String, String> options = new LinkedHashMap<>();

    private SqlSession(
            EnvironmentSettings.Builder settings, String host, int port, String keyspace) {
        Configuration configuration = new Configuration();
        configuration.setString("restart-strategy.type", "none");
        configuration.setString("parallelism.default", "2");
        environment = TableEnvironment.create(settings.withConfiguration(configuration).build());
        options.put("connector", "vitess");
        options.put("hostname", host);
        options.put("port", Integer.toString(port));
        options.put("keyspace", keyspace);
    }

    /** A session in streaming mode; jobs have the parallelism 2 and no checkpoints. */
    public static SqlSession streaming(String host, int port, String keyspace) {
        return new SqlSession(
                EnvironmentSettings.newInstance().inStreamingMode(), host, port, keyspace);
    }

    /** A session in batch mode. */
    public static SqlSession batch(String host, int port, String keyspace) {
        return new SqlSession(
                EnvironmentSettings.newInstance().inBatchMode(), host, port, keyspace);
    }

    /** Sets an option of the session. */
    public SqlSession set(String key, String value) {
        environment.getConfig().set(key, value);
        return this;
    }

    /**
     * Creates a table of the connector.
     *
     * @param columns all that is between the parentheses
     * @param moreOptions keys and values in turn, {@code table-name} among them
     */
    public void createTable(String name, String columns, String... moreOptions) {
        Map<String, String> all = new LinkedHashMap<>(options);
        for (int i = 0; i < moreOptions.length; i += 2) {
            all.put(moreOptions[i], moreOptions[i + 1]);
        }
        execute(
                "create table %s (%s) with (%s)"
                        .formatted(
                                name,
                                columns,
                                all.entrySet().stream()
                                        .map(o -> "'" + o.getKey() + "' = '" + o.getValue() + "'")
                                        .collect(Collectors.joining(", "))));
    }

    /** Runs a statement that has no rows. */
    public void execute(String statement) {
        environment.executeSql(statement);
    }

    /** Starts the job of an INSERT. */
    public RunningJob insert(String statement) {
        return new RunningJob(environment.executeSql(statement).getJobClient().orElseThrow());
    }

    /** Starts a query. */
    public SqlQuery query(String select) {
        return new SqlQuery(environment.executeSql(select));
    }

    /** The plan of a query as the planner hands it to the job. */
    public String explain(String select) {
        return environment.explainSql(select);
    }

    /** The plan of a query with the kinds of rows of each step. */
    public String explainChanges(String select) {
        return environment.explainSql(select, ExplainDetail.CHANGELOG_MODE);
    }

    /** The job of a query, in JSON. */
    public String explainJob(String select) {
        return environment.explainSql(select, ExplainDetail.JSON_EXECUTION_PLAN);
    }
}
