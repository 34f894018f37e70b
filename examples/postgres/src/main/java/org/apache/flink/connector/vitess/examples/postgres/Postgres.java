// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * Where the tables go.
 *
 * @param url the JDBC URL of a database
 * @param user the user, who may create schemas and tables
 * @param password the password; may be empty
 * @param schema the schema of the tables; it is created if it is missing
 */
record Postgres(String url, String user, String password, String schema) implements Serializable {

    /** A connection whose transactions are ended by hand. */
    Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url, user, password);
        connection.setAutoCommit(false);
        return connection;
    }
}
