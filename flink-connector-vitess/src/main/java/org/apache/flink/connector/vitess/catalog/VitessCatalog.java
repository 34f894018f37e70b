// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.connector.vitess.client.TableDescription;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.RetryPolicy;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.CatalogDatabase;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.CatalogException;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keyspaces of a Vitess cluster as databases, with their tables as they are at the moment.
 * Nothing can be changed by it. Views and Vitess' own tables are left out.
 *
 * <p>Each table has the options that the catalog was created with. Any thread may use it.
 */
@PublicEvolving
public final class VitessCatalog extends ReadOnlyCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(VitessCatalog.class);

    private final String defaultDatabase;
    private final ConnectionConfig connection;
    private final RetryPolicy retry;
    private final TabletType tabletType;
    private final CatalogTableFactory tables;

    VitessCatalog(
            String name,
            String defaultDatabase,
            ConnectionConfig connection,
            RetryPolicy retry,
            TabletType tabletType,
            Map<String, String> tableOptions) {
        super(name);
        this.defaultDatabase = defaultDatabase;
        this.connection = connection;
        this.retry = retry.interactive();
        this.tabletType = tabletType.current();
        this.tables = new CatalogTableFactory(tableOptions);
    }

    /**
     * Checks that vtgate answers.
     *
     * @throws CatalogException if vtgate cannot be reached, refuses the login or does not know the
     *     default database; the message names the option to change
     */
    @Override
    public void open() {
        connection.warning().ifPresent(LOG::warn);
        List<String> keyspaces = listDatabases();
        if (!keyspaces.contains(defaultDatabase)) {
            throw new CatalogException(
                    "Catalog '%s': vtgate %s knows no keyspace '%s', change 'default-database' to one of %s"
                            .formatted(name(), connection.endpoints(), defaultDatabase, keyspaces));
        }
    }

    /** Nothing is open: Flink does not close all catalogs, so each question has a connection. */
    @Override
    public void close() {}

    private <T> T ask(Function<VitessClient, T> question) {
        try (VitessClient client = new VitessClient(connection, retry)) {
            return question.apply(client);
        } catch (VitessException e) {
            throw new CatalogException("Catalog '%s': %s".formatted(name(), e.getMessage()), e);
        }
    }

    @Override
    public String getDefaultDatabase() {
        return defaultDatabase;
    }

    @Override
    public List<String> listDatabases() {
        return ask(VitessClient::keyspaces);
    }

    @Override
    public CatalogDatabase getDatabase(String database) throws DatabaseNotExistException {
        requireDatabase(database);
        return new KeyspaceDatabase(database);
    }

    @Override
    public List<String> listTables(String database) throws DatabaseNotExistException {
        return ask(vitess -> tables(vitess, database))
                .orElseThrow(() -> new DatabaseNotExistException(name(), database));
    }

    @Override
    public boolean tableExists(ObjectPath table) {
        return ask(vitess -> exists(vitess, table));
    }

    private static boolean exists(VitessClient vitess, ObjectPath table) {
        return tables(vitess, table.getDatabaseName())
                .orElse(List.of())
                .contains(table.getObjectName());
    }

    /** Empty if there is no such keyspace. */
    private static Optional<List<String>> tables(VitessClient vitess, String keyspace) {
        return vitess.keyspaces().contains(keyspace)
                ? Optional.of(vitess.tables(keyspace))
                : Optional.empty();
    }

    /**
     * A table as it is declared now.
     *
     * @throws CatalogException if the values of a column cannot be read at all; such a table can be
     *     declared without the column in another catalog
     */
    @Override
    public CatalogBaseTable getTable(ObjectPath table) throws TableNotExistException {
        TableDescription description =
                ask(vitess -> describe(vitess, table))
                        .orElseThrow(() -> new TableNotExistException(name(), table));
        try {
            return tables.table(description);
        } catch (IllegalArgumentException e) {
            throw new CatalogException(
                    "Catalog '%s' has no type for all columns of table %s, so declare it by CREATE TABLE in another catalog. %s"
                            .formatted(name(), table, e.getMessage()),
                    e);
        }
    }

    private Optional<TableDescription> describe(VitessClient vitess, ObjectPath table) {
        return exists(vitess, table)
                ? vitess
                        .describe(
                                table.getDatabaseName(), List.of(table.getObjectName()), tabletType)
                        .stream()
                        .findFirst()
                : Optional.empty();
    }
}
