// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.sql;

import java.util.List;

/** The SQL script of a job that appends the changes of a ledger in keyspace customer to files. */
final class LedgerScript {

    /** The ledger's tables. */
    static final List<String> TABLES = List.of("account", "item");

    private LedgerScript() {}

    /**
     * The script, with uids: without them Flink knows operators by their chains, which are others
     * with parallelism 1.
     *
     * @param port of vtgate's gRPC service
     */
    static String appends(int port, int parallelism, ChangelogFiles files) {
        return """
        SET 'table.exec.uid.generation' = 'ALWAYS';
        SET 'parallelism.default' = '%d';
        SET 'execution.checkpointing.interval' = '500 ms';
        %s%s%s
        INSERT INTO changelog
          SELECT shard, table_name, row_kind, is_snapshot,
            CAST(id AS STRING), CAST(balance AS STRING), CAST(version AS STRING)
          FROM account
          UNION ALL
          SELECT shard, table_name, row_kind, is_snapshot, name, CAST(version AS STRING), note
          FROM item;
        """
                .formatted(
                        parallelism,
                        table(port, "account", "id BIGINT, balance BIGINT, version BIGINT", "id"),
                        table(port, "item", "name STRING, version BIGINT, note STRING", "name"),
                        files.declaration());
    }

    private static String table(int port, String name, String columns, String key) {
        return """
        CREATE TABLE %s (
          %s, shard STRING METADATA VIRTUAL, table_name STRING METADATA VIRTUAL,
          row_kind STRING METADATA VIRTUAL, is_snapshot BOOLEAN METADATA VIRTUAL,
          PRIMARY KEY (%s) NOT ENFORCED
        ) WITH (
          'connector' = 'vitess', 'hostname' = 'localhost', 'port' = '%d',
          'keyspace' = 'customer', 'table-name' = '%s',
          'scan.read-changelog-as-append-only.enabled' = 'true'
        );
        """
                .formatted(name, columns, key, port, name);
    }
}
