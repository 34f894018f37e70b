// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.List;

/** The quickstart's tables as Flink SQL declares them, ready to paste. */
final class Declaration {

    static final List<String> TABLES = List.of("customer", "corder");

    private Declaration() {}

    /**
     * The statement for one of the tables.
     *
     * @param table {@code customer} or {@code corder}
     * @param address the {@code host:port} of vtgate
     * @param keyspace the keyspace
     */
    static String of(String table, String address, String keyspace) {
        return """
                CREATE TABLE %s (
                %s,
                  version BIGINT,
                  shard STRING METADATA VIRTUAL,
                  PRIMARY KEY (%s) NOT ENFORCED
                ) WITH (
                  'connector' = 'vitess',
                  'hostname' = '%s',
                  'keyspace' = '%s',
                  'table-name' = '%s'
                );
                """
                .formatted(table, columns(table), key(table), address, keyspace, table);
    }

    private static String columns(String table) {
        return table.equals("customer")
                ? "  customer_id BIGINT,\n  email STRING"
                : "  order_id BIGINT,\n  customer_id BIGINT,\n  sku STRING,\n  price BIGINT";
    }

    private static String key(String table) {
        return table.equals("customer") ? "customer_id" : "order_id";
    }
}
