// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.List;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;

/** A Vitess in the memory of this JVM. */
final class EmbeddedDatabase implements WritableDatabase {

    private final EmbeddedVitess vitess = EmbeddedVitess.start();
    private final EmbeddedKeyspace keyspace;

    EmbeddedDatabase(String keyspaceName) {
        keyspace = vitess.createKeyspace(keyspaceName, "-80", "80-");
        keyspace.createTable(
                TableDefinition.of("customer")
                        .bigint("customer_id")
                        .primaryKey()
                        .varchar("email", 128));
        keyspace.createTable(
                TableDefinition.of("corder")
                        .bigint("order_id")
                        .primaryKey()
                        .bigint("customer_id")
                        .varchar("sku", 32)
                        .bigint("price"));
    }

    @Override
    public String address() {
        return vitess.host() + ":" + vitess.port();
    }

    @Override
    public String description() {
        return "an embedded Vitess with the shards -80 and 80-";
    }

    @Override
    public void insert(String table, List<Object> row) {
        keyspace.insert(table, row.toArray());
    }

    @Override
    public void update(String table, List<Object> row) {
        List<Object> key = row.subList(0, 1);
        keyspace.shardOf(table, key.get(0)).transaction(tx -> tx.update(table, key, row.toArray()));
    }

    @Override
    public void delete(String table, Object key) {
        keyspace.shardOf(table, key).transaction(tx -> tx.delete(table, key));
    }

    @Override
    public void close() {
        vitess.close();
    }
}
