// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.apache.flink.connector.vitess.e2e.RealServers;
import org.apache.flink.connector.vitess.testutils.postgres.LocalPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class LocalPostgresITCase {

    @Test
    void aNewServerKeepsRowsUntilItIsClosed() throws Exception {
        LocalPostgres closed;
        try (LocalPostgres postgres = RealServers.orSkip(LocalPostgres::start);
                Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), "test", "");
                Statement statement = connection.createStatement()) {
            closed = postgres;
            statement.execute("create table product (sku text primary key, price bigint)");
            statement.execute("insert into product values ('Grüße', 100)");

            try (ResultSet rows = statement.executeQuery("select sku, price from product")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("Grüße");
                assertThat(rows.getLong(2)).isEqualTo(100);
            }
            assertThat(postgres.process().isAlive()).isTrue();
        }
        assertThat(closed.process().isAlive()).isFalse();
    }
}
