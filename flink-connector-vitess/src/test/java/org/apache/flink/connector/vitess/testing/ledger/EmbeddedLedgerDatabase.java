// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.vitess.testutils.embedded.Collation;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.Transaction;

/** A ledger's tables in a keyspace of an embedded Vitess. */
public final class EmbeddedLedgerDatabase implements LedgerDatabase {

    private final EmbeddedKeyspace keyspace;
    private final KeyGroups groups;

    /** Creates the tables. */
    public EmbeddedLedgerDatabase(EmbeddedKeyspace keyspace, List<String> tables) {
        this(keyspace, tables, KeyGroups.QUARTERS);
    }

    /** Creates the tables in a keyspace of more, or other, shards. */
    public EmbeddedLedgerDatabase(
            EmbeddedKeyspace keyspace, List<String> tables, KeyGroups groups) {
        this.keyspace = keyspace;
        this.groups = groups;
        tables.forEach(table -> keyspace.createTable(definition(table)));
    }

    private static TableDefinition definition(String table) {
        if (LedgerTable.isAccount(table)) {
            return TableDefinition.of(table)
                    .bigint("id")
                    .primaryKey()
                    .bigint("balance")
                    .bigint("version");
        }
        return TableDefinition.of(table)
                .varchar("name", 64)
                .collated(Collation.UTF8MB4_BIN)
                .primaryKey()
                .bigint("version")
                .varchar("note", 64);
    }

    @Override
    public List<String> shards() {
        return keyspace.servingShards();
    }

    @Override
    public KeyGroups groups() {
        return groups;
    }

    @Override
    public void transaction(String shard, List<RowOperation> operations, boolean commit)
            throws SQLException {
        synchronized (keyspace) {
            if (!keyspace.servingShards().contains(shard)) {
                throw new SQLException("shard " + shard + " was resharded");
            }
            try {
                keyspace.shard(shard).transaction(tx -> run(tx, operations, commit));
            } catch (RolledBack e) {
                // As asked.
            }
        }
    }

    private static void run(Transaction tx, List<RowOperation> operations, boolean commit) {
        operations.forEach(operation -> run(tx, operation));
        if (!commit) {
            throw new RolledBack();
        }
    }

    private static void run(Transaction tx, RowOperation operation) {
        if (operation instanceof RowOperation.Insert insert) {
            tx.insert(insert.table(), insert.row().toArray());
        } else if (operation instanceof RowOperation.Update update) {
            tx.update(update.table(), List.of(update.before().get(0)), update.after().toArray());
        } else if (operation instanceof RowOperation.Delete delete) {
            tx.delete(delete.table(), delete.before().get(0));
        }
    }

    @Override
    public List<List<String>> rows(String shard, String table) {
        return keyspace.shard(shard).rowsOf(table);
    }

    @Override
    public List<List<String>> rows(String shard, String table, Set<String> keys) {
        return rows(shard, table).stream().filter(row -> keys.contains(row.get(0))).toList();
    }

    private static final class RolledBack extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
