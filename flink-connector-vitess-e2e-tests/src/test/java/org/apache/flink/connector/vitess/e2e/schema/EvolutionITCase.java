// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.ddl.DdlStatement;
import org.apache.flink.connector.vitess.ddl.DdlStatement.AlterTable;
import org.apache.flink.connector.vitess.ddl.DdlStatement.Unreadable;
import org.apache.flink.connector.vitess.ddl.Evolution;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.testing.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is worked out of random statements is what a real MySQL makes of them.
 *
 * <p>{@code -Dseed} repeats the statements, {@code -Dvitess.random.alterations} makes more of them.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EvolutionITCase {

    private static final Logger LOG = LoggerFactory.getLogger(EvolutionITCase.class);

    private static final long SEED = Seed.choose();
    private static final int ALTERATIONS = Integer.getInteger("vitess.random.alterations", 300);
    private static final int MOST_COLUMNS = 25;

    private static final Shard SHARD = new Shard("evolution", "0");

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("evolution").shards("0");

    private final Random random = new Random(SEED);
    private final RandomClauses clauses = new RandomClauses(random);
    private Map<Integer, String> charsets;
    private int exact;
    private int inexact;
    private int unknown;
    private int unreadable;
    private int refused;

    @Test
    void statementsDoWhatMySqlSaysThatTheyDid() throws SQLException {
        try (VitessClient client = VITESS.client();
                Connection connection = mySql();
                Statement mySql = connection.createStatement()) {
            charsets = charsets();
            SchemaVersion before = create(mySql, client);
            while (exact + inexact + unknown + unreadable < ALTERATIONS) {
                if (before.schema().columns().size() > MOST_COLUMNS) {
                    before = create(mySql, client);
                }
                String sql = clauses.alter(before.schema());
                if (isTaken(mySql, sql)) {
                    SchemaVersion after = schema(client);
                    check(before, sql, after);
                    before = after;
                }
            }
        }
        LOG.info(
                "Seed {}: {} statements told the columns, {} told them in part, {} did not, {}"
                        + " could not be read, and MySQL refused {}",
                SEED,
                exact,
                inexact,
                unknown,
                unreadable,
                refused);
        assertThat(exact).as("statements that tell the columns").isGreaterThan(ALTERATIONS / 3);
        assertThat(unreadable).as("statements not read").isLessThan(ALTERATIONS / 20);
    }

    @Test
    void wrongColumnsAreFound() throws SQLException {
        charsets = charsets();
        Column a = new Column("a", MySqlType.INT32, "int", 63, false, false);
        for (Column wrong :
                List.of(
                        new Column("b", a.type(), a.columnType(), 63, false, false),
                        new Column("a", a.type(), "int unsigned", 63, false, false),
                        new Column("a", a.type(), a.columnType(), 8, false, false),
                        new Column("a", a.type(), a.columnType(), 63, true, false),
                        new Column("a", a.type(), a.columnType(), 63, false, true))) {
            assertThat(differences(version(wrong), version(a), true)).as("%s", wrong).hasSize(1);
        }
        assertThat(differences(version(a), version(a), true)).isEmpty();
        assertThat(differences(version(a), version(), true)).isNotEmpty();
    }

    private void check(SchemaVersion before, String sql, SchemaVersion after) {
        DdlStatement statement = DdlStatement.parse(sql);
        if (statement instanceof Unreadable) {
            LOG.info("Not read: {}", sql);
            unreadable++;
            return;
        }
        Evolution evolution = Evolution.of(before, (AlterTable) statement);
        if (evolution.after().isEmpty()) {
            unknown++;
            return;
        }
        if (evolution.exact()) {
            exact++;
        } else {
            inexact++;
        }
        assertThat(differences(evolution.after().get(), after, evolution.exact()))
                .as("seed %d: %s%nof %s", SEED, sql, before.schema().columns())
                .isEmpty();
    }

    /**
     * Where rows would be read differently and, if the statement shows everything, any other
     * difference.
     */
    private List<String> differences(SchemaVersion is, SchemaVersion should, boolean exactly) {
        List<String> is1 = described(is, exactly);
        List<String> should1 = described(should, exactly);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < Math.max(is1.size(), should1.size()); i++) {
            String one = i < is1.size() ? is1.get(i) : "nothing";
            String other = i < should1.size() ? should1.get(i) : "nothing";
            if (!one.equals(other)) {
                differences.add(one + " in place of " + other);
            }
        }
        return differences;
    }

    private List<String> described(SchemaVersion version, boolean exactly) {
        List<String> described = new ArrayList<>();
        for (Column column : version.schema().columns()) {
            String rows =
                    "%s %s %s"
                            .formatted(
                                    column.name(), column.type(), charsets.get(column.collation()));
            String all =
                    " %s key=%s notNull=%s"
                            .formatted(
                                    column.columnType().toLowerCase(Locale.ROOT),
                                    column.primaryKey(),
                                    column.notNull());
            described.add(exactly ? rows + all : rows);
        }
        described.add("texts in " + charsets.get(version.defaultCollation()));
        return described;
    }

    private boolean isTaken(Statement mySql, String sql) {
        try {
            mySql.execute(sql);
            return true;
        } catch (SQLException e) {
            LOG.debug("Refused: {}", sql, e);
            refused++;
            return false;
        }
    }

    private static SchemaVersion create(Statement mySql, VitessClient client) throws SQLException {
        mySql.execute("drop table if exists t");
        mySql.execute(
                "create table t (id int primary key, a int, v varchar(20) not null,"
                        + " e enum('a','b') character set latin1)");
        return schema(client);
    }

    private static SchemaVersion schema(VitessClient client) {
        return client.schemas(SHARD, TabletType.PRIMARY, List.of("t"))
                .schemas()
                .get("t")
                .orElseThrow();
    }

    private static Map<Integer, String> charsets() {
        return VITESS
                .queryTarget(
                        "evolution/0",
                        "select id, character_set_name from information_schema.collations")
                .stream()
                .collect(Collectors.toMap(row -> Integer.parseInt(row.get(0)), row -> row.get(1)));
    }

    /** MySQL itself: vtgate would put its own words for those of a statement. */
    private static Connection mySql() throws SQLException {
        asDba("create user evolution@'127.0.0.1'");
        asDba("grant all on *.* to evolution@'127.0.0.1'");
        String port = asDba("select @@port as p").replaceAll("\\D+", "");
        return DriverManager.getConnection(
                "jdbc:mysql://127.0.0.1:%s/vt_evolution?sslMode=DISABLED&allowPublicKeyRetrieval=true&connectTimeout=10000&socketTimeout=60000"
                        .formatted(port),
                "evolution",
                "");
    }

    private static String asDba(String sql) {
        return VITESS.vitess()
                .vtctldclient(
                        "ExecuteFetchAsDBA",
                        VITESS.vitess().tablets("evolution", "0").get(0).alias(),
                        sql);
    }

    private static SchemaVersion version(Column... columns) {
        return new SchemaVersion(new TableSchema("evolution", "t", List.of(columns)), 255);
    }
}
