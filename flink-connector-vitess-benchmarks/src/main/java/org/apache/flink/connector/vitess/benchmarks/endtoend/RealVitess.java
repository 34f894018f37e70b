// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.testutils.local.LocalVitess;

/** A real Vitess with the tables of a work, on this machine. */
final class RealVitess implements AutoCloseable {

    /** At once, where it does not matter. */
    private static final int ROWS_TO_COPY = 500;

    private final LocalVitess vitess;
    private final Work work;

    private RealVitess(LocalVitess vitess, Work work) {
        this.vitess = vitess;
        this.work = work;
    }

    /** Starts it; its tables are empty. */
    static RealVitess start(Work work) {
        LocalVitess vitess =
                LocalVitess.builder()
                        .keyspace(Work.KEYSPACE, work.shardNames().toArray(String[]::new))
                        .start();
        for (String table : work.tableNames()) {
            vitess.applySchema(Work.KEYSPACE, ReplayedTables.statement(table, work));
        }
        return new RealVitess(vitess, work);
    }

    int grpcPort() {
        return vitess.grpcPort();
    }

    int mysqlPort() {
        return vitess.mysqlPort();
    }

    /** A connection to one shard through a vtgate for MySQL clients. */
    static Connection connection(int mysqlPort, String shard) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://127.0.0.1:%d/%s%%2F%s?sslMode=DISABLED&rewriteBatchedStatements=true"
                        .formatted(mysqlPort, Work.KEYSPACE, shard),
                "test",
                "");
    }

    /**
     * Inserts so many rows into a shard's first table; those of a log in the work's transactions.
     */
    void fill(String shard, int rows, long firstId) {
        int transaction = work.copy() ? ROWS_TO_COPY : work.rowsPerTransaction();
        Random random = new Random(firstId);
        try (Connection connection = connection(mysqlPort(), shard);
                PreparedStatement insert = connection.prepareStatement(insert(work))) {
            connection.setAutoCommit(false);
            for (int i = 0; i < rows; i++) {
                bind(insert, firstId + i, work, random);
                insert.addBatch();
                if ((i + 1) % transaction == 0) {
                    insert.executeBatch();
                    connection.commit();
                }
            }
            insert.executeBatch();
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot fill shard " + shard, e);
        }
    }

    static String insert(Work work) {
        return "insert into %s values (%s)"
                .formatted(
                        work.tableNames().get(0),
                        String.join(
                                ", ",
                                Collections.nCopies(
                                        work.columns() + (work.textBytes() == 0 ? 0 : 1), "?")));
    }

    static void bind(PreparedStatement insert, long id, Work work, Random random)
            throws SQLException {
        Object[] row = ReplayedTables.row(id, work, random);
        for (int column = 0; column < row.length; column++) {
            insert.setString(column + 1, row[column].toString());
        }
    }

    /** Where the shard's log ends. */
    static String gtid(int mysqlPort, String shard) throws SQLException {
        try (Connection connection = connection(mysqlPort, shard);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select @@global.gtid_executed")) {
            rows.next();
            return "MySQL56/" + rows.getString(1).replaceAll("\\s", "");
        }
    }

    /** Where the logs of some shards end, as JSON without spaces. */
    String vgtid(List<String> shards) throws SQLException {
        List<String> starts = new ArrayList<>();
        for (String shard : shards) {
            starts.add(start(shard, gtid(mysqlPort(), shard)));
        }
        return starts.toString().replace(" ", "");
    }

    /** One shard's part of a VGTID. */
    static String start(String shard, String gtid) {
        return "{\"keyspace\":\"%s\",\"shard\":\"%s\",\"gtid\":\"%s\"}"
                .formatted(Work.KEYSPACE, shard, gtid);
    }

    /** The servers' versions, in one line. */
    String versions() {
        return vitess.versions().lines().collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        vitess.close();
    }
}
