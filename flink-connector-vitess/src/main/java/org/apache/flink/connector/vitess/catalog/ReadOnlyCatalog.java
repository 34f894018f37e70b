// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.catalog;

import java.util.List;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.CatalogDatabase;
import org.apache.flink.table.catalog.CatalogFunction;
import org.apache.flink.table.catalog.CatalogPartition;
import org.apache.flink.table.catalog.CatalogPartitionSpec;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.FunctionNotExistException;
import org.apache.flink.table.catalog.exceptions.PartitionNotExistException;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.flink.table.catalog.exceptions.TableNotPartitionedException;
import org.apache.flink.table.catalog.stats.CatalogColumnStatistics;
import org.apache.flink.table.catalog.stats.CatalogTableStatistics;
import org.apache.flink.table.expressions.Expression;

/**
 * A catalog that has only databases and tables, and refuses all changes.
 *
 * <p>Flink has a base class for catalogs, but not as public API.
 */
abstract class ReadOnlyCatalog implements Catalog {

    private final String name;

    ReadOnlyCatalog(String name) {
        this.name = name;
    }

    /** The name that the catalog was created with. */
    final String name() {
        return name;
    }

    private UnsupportedOperationException refusal() {
        return new UnsupportedOperationException(
                "Catalog '"
                        + name
                        + "' only reads Vitess: change the tables there, and create tables, views"
                        + " and functions of Flink in another catalog");
    }

    @Override
    public final boolean databaseExists(String database) {
        return listDatabases().contains(database);
    }

    /** Throws if there is no such database. */
    final void requireDatabase(String database) throws DatabaseNotExistException {
        if (!databaseExists(database)) {
            throw new DatabaseNotExistException(name, database);
        }
    }

    private void requireTable(ObjectPath table) throws TableNotExistException {
        if (!tableExists(table)) {
            throw new TableNotExistException(name, table);
        }
    }

    @Override
    public final List<String> listViews(String database) throws DatabaseNotExistException {
        requireDatabase(database);
        return List.of();
    }

    @Override
    public final List<String> listFunctions(String database) throws DatabaseNotExistException {
        requireDatabase(database);
        return List.of();
    }

    @Override
    public final CatalogFunction getFunction(ObjectPath function) throws FunctionNotExistException {
        throw new FunctionNotExistException(name, function);
    }

    @Override
    public final boolean functionExists(ObjectPath function) {
        return false;
    }

    @Override
    public final List<CatalogPartitionSpec> listPartitions(ObjectPath table)
            throws TableNotExistException, TableNotPartitionedException {
        requireTable(table);
        throw new TableNotPartitionedException(name, table);
    }

    @Override
    public final List<CatalogPartitionSpec> listPartitions(
            ObjectPath table, CatalogPartitionSpec partition)
            throws TableNotExistException, TableNotPartitionedException {
        return listPartitions(table);
    }

    @Override
    public final List<CatalogPartitionSpec> listPartitionsByFilter(
            ObjectPath table, List<Expression> filters)
            throws TableNotExistException, TableNotPartitionedException {
        return listPartitions(table);
    }

    @Override
    public final CatalogPartition getPartition(ObjectPath table, CatalogPartitionSpec partition)
            throws PartitionNotExistException {
        throw new PartitionNotExistException(name, table, partition);
    }

    @Override
    public final boolean partitionExists(ObjectPath table, CatalogPartitionSpec partition) {
        return false;
    }

    /** MySQL's numbers of rows are guesses, and each shard has its own. */
    @Override
    public final CatalogTableStatistics getTableStatistics(ObjectPath table) {
        return CatalogTableStatistics.UNKNOWN;
    }

    @Override
    public final CatalogColumnStatistics getTableColumnStatistics(ObjectPath table) {
        return CatalogColumnStatistics.UNKNOWN;
    }

    @Override
    public final CatalogTableStatistics getPartitionStatistics(
            ObjectPath table, CatalogPartitionSpec partition) throws PartitionNotExistException {
        throw new PartitionNotExistException(name, table, partition);
    }

    @Override
    public final CatalogColumnStatistics getPartitionColumnStatistics(
            ObjectPath table, CatalogPartitionSpec partition) throws PartitionNotExistException {
        throw new PartitionNotExistException(name, table, partition);
    }

    @Override
    public final void createDatabase(
            String database, CatalogDatabase definition, boolean ignoreIfExists) {
        throw refusal();
    }

    @Override
    public final void dropDatabase(String database, boolean ignoreIfNotExists, boolean cascade) {
        throw refusal();
    }

    @Override
    public final void alterDatabase(
            String database, CatalogDatabase definition, boolean ignoreIfNotExists) {
        throw refusal();
    }

    @Override
    public final void createTable(
            ObjectPath table, CatalogBaseTable definition, boolean ignoreIfExists) {
        throw refusal();
    }

    @Override
    public final void dropTable(ObjectPath table, boolean ignoreIfNotExists) {
        throw refusal();
    }

    @Override
    public final void renameTable(ObjectPath table, String newName, boolean ignoreIfNotExists) {
        throw refusal();
    }

    @Override
    public final void alterTable(
            ObjectPath table, CatalogBaseTable definition, boolean ignoreIfNotExists) {
        throw refusal();
    }

    @Override
    public final void createPartition(
            ObjectPath table,
            CatalogPartitionSpec partition,
            CatalogPartition definition,
            boolean ignoreIfExists) {
        throw refusal();
    }

    @Override
    public final void dropPartition(
            ObjectPath table, CatalogPartitionSpec partition, boolean ignoreIfNotExists) {
        throw refusal();
    }

    @Override
    public final void alterPartition(
            ObjectPath table,
            CatalogPartitionSpec partition,
            CatalogPartition definition,
            boolean ignoreIfNotExists) {
        throw refusal();
    }

    @Override
    public final void createFunction(
            ObjectPath function, CatalogFunction definition, boolean ignoreIfExists) {
        throw refusal();
    }

    @Override
    public final void alterFunction(
            ObjectPath function, CatalogFunction definition, boolean ignoreIfNotExists) {
        throw refusal();
    }

    @Override
    public final void dropFunction(ObjectPath function, boolean ignoreIfNotExists) {
        throw refusal();
    }

    @Override
    public final void alterTableStatistics(
            ObjectPath table, CatalogTableStatistics statistics, boolean ignoreIfNotExists) {
        throw refusal();
    }

    @Override
    public final void alterTableColumnStatistics(
            ObjectPath table, CatalogColumnStatistics statistics, boolean ignoreIfNotExists) {
        throw refusal();
    }

    @Override
    public final void alterPartitionStatistics(
            ObjectPath table,
            CatalogPartitionSpec partition,
            CatalogTableStatistics statistics,
            boolean ignoreIfNotExists) {
        throw refusal();
    }

    @Override
    public final void alterPartitionColumnStatistics(
            ObjectPath table,
            CatalogPartitionSpec partition,
            CatalogColumnStatistics statistics,
            boolean ignoreIfNotExists) {
        throw refusal();
    }
}
