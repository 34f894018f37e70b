// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.List;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedReshard;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;

/** A Vitess in the memory of this JVM, whose keyspace can be split and merged. */
class EmbeddedDatabase implements WritableDatabase {

    private static final List<String> HALVES = List.of("-80", "80-");
    private static final List<String> QUARTERS = List.of("-40", "40-80", "80-c0", "c0-");

    private final EmbeddedVitess vitess = EmbeddedVitess.start();
    private final EmbeddedKeyspace keyspace;

    EmbeddedDatabase(String keyspaceName) {
        keyspace = vitess.createKeyspace(keyspaceName, HALVES.toArray(String[]::new));
        keyspace.createTable(
                TableDefinition.of("customer")
                        .bigint("customer_id")
                        .primaryKey()
                        .varchar("email", 128)
                        .bigint("version"));
        keyspace.createTable(
                TableDefinition.of("corder")
                        .bigint("order_id")
                        .primaryKey()
                        .bigint("customer_id")
                        .varchar("sku", 32)
                        .bigint("price")
                        .bigint("version"));
    }

    @Override
    public String address() {
        return vitess.host() + ":" + vitess.port();
    }

    @Override
    public String description() {
        return "an embedded Vitess with the shards -80 and 80-";
    }

    /** The shards that serve. */
    List<String> shards() {
        return keyspace.servingShards();
    }

    /**
     * Splits the two shards into four, or merges the four into two, up to the switch of traffic.
     *
     * @return what deletes the old shards
     */
    EmbeddedReshard reshard() {
        List<String> from = shards();
        List<String> to = from.equals(HALVES) ? QUARTERS : HALVES;
        keyspace.addShards(to.toArray(String[]::new));
        EmbeddedReshard reshard = keyspace.reshard(from, to);
        reshard.switchTraffic();
        return reshard;
    }

    @Override
    public void insert(String table, List<Object> row) {
        keyspace.insert(table, row.toArray());
    }

    @Override
    public void update(String table, List<Object> row) {
        List<Object> key = row.subList(0, 1);
        keyspace.transaction(table, key, tx -> tx.update(table, key, row.toArray()));
    }

    @Override
    public void delete(String table, Object key) {
        keyspace.transaction(table, List.of(key), tx -> tx.delete(table, key));
    }

    @Override
    public void close() {
        vitess.close();
    }
}
