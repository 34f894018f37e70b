// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.types.Types;

/**
 * Creates the tables of the lake, and gives them the columns that rows need.
 *
 * <p>Iceberg's sink would do so itself, but where it has to convert a row to the columns of the
 * table it forgets that the row is a deletion (1.11.0). So it is only given rows that have a
 * table's own columns.
 */
final class LakeTables {

    private static final Map<String, String> PROPERTIES =
            Map.of(
                    // Deletions need it.
                    TableProperties.FORMAT_VERSION, "2",
                    // Each checkpoint writes one.
                    TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");

    /** Iceberg itself repeats each commit some times, with pauses. */
    private static final int MOST_ATTEMPTS = 10;

    private final Catalog catalog;
    private final Namespace namespace;

    LakeTables(Catalog catalog, String namespace) {
        this.catalog = catalog;
        this.namespace = Namespace.of(namespace);
    }

    /**
     * Makes a table that holds rows of some columns, others do so at the same time.
     *
     * @return all columns that the table then has
     * @throws IllegalArgumentException if it cannot hold them; the message says why and what to do
     */
    Schema holding(String name, Schema needed) {
        for (int attempt = 1; ; attempt++) {
            try {
                Table table = catalog.loadTable(TableIdentifier.of(namespace, name));
                Schema widened = LakeColumns.widened(name, table.schema(), needed);
                if (table.currentSnapshot() == null) {
                    // Where its main branch is missing, the sink's writers fail one another.
                    table.newFastAppend().commit();
                } else if (widened == table.schema()) {
                    return widened;
                } else {
                    alter(table, widened);
                }
            } catch (NoSuchTableException e) {
                create(name, needed);
            } catch (CommitFailedException e) {
                // Somebody else has changed the table, or added rows to it: look at it again.
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void create(String name, Schema columns) {
        try {
            if (catalog instanceof SupportsNamespaces namespaces
                    && !namespaces.namespaceExists(namespace)) {
                namespaces.createNamespace(namespace);
            }
            catalog.createTable(
                    TableIdentifier.of(namespace, name),
                    columns,
                    PartitionSpec.unpartitioned(),
                    PROPERTIES);
        } catch (AlreadyExistsException e) {
            // Somebody else has created it.
        }
    }

    private static void alter(Table table, Schema widened) {
        UpdateSchema update = table.updateSchema();
        for (Types.NestedField column : widened.columns()) {
            Types.NestedField known = table.schema().findField(column.name());
            if (known == null) {
                update.addColumn(column.name(), column.type());
            } else if (!known.type().equals(column.type())) {
                update.updateColumn(column.name(), column.type().asPrimitiveType());
            }
        }
        update.commit();
    }
}
