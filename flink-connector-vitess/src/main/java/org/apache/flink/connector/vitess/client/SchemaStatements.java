// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.schema.TableSchemas;

/** Asks MySQL for the columns of tables and the GTID set at which they have them. */
final class SchemaStatements {

    private SchemaStatements() {}

    /**
     * Asks for the columns of tables, in their order, with the default collation of the table, and
     * in the row of its first column, the GTID set.
     */
    private static String columns(List<String> tables) {
        return TableStatements.SELECT_COLUMN
                + " coalesce(d.id, 0),"
                + " case when c.ordinal_position = 1 then @@global.gtid_executed else '' end"
                + " from information_schema.columns c"
                + " join information_schema.tables t"
                + " on t.table_schema = c.table_schema and t.table_name = c.table_name"
                + " left join information_schema.collations l on l.collation_name = c.collation_name"
                + " left join information_schema.collations d on d.collation_name = t.table_collation"
                + " where c.table_schema = database() and c.table_name in "
                + TableStatements.list(tables)
                + " order by c.table_name, c.ordinal_position";
    }

    /**
     * Asks twice, so that the columns are known to hold at the GTID set of the second answer, and
     * not only after it.
     *
     * @param query asks the shard
     * @throws VitessException if the tables are being altered
     */
    static SchemaSnapshot ask(
            Shard shard, List<String> tables, Function<String, List<List<String>>> query) {
        TableSchemas first = schemas(shard, ask(tables, query));
        List<List<String>> rows = ask(tables, query);
        TableSchemas second = schemas(shard, rows);
        if (!first.equals(second)) {
            throw VitessException.temporary(
                    "The tables %s of shard %s were altered while MySQL was asked for their columns"
                            .formatted(tables, shard));
        }
        String executed =
                rows.stream()
                        .map(row -> row.get(9))
                        .filter(gtid -> !gtid.isEmpty())
                        .findFirst()
                        .orElse("");
        return new SchemaSnapshot(shard, second, executed);
    }

    private static List<List<String>> ask(
            List<String> tables, Function<String, List<List<String>>> query) {
        return TableStatements.parts(tables)
                .map(SchemaStatements::columns)
                .flatMap(sql -> query.apply(sql).stream())
                .toList();
    }

    private static TableSchemas schemas(Shard shard, List<List<String>> rows) {
        Map<String, List<List<String>>> byTable = new LinkedHashMap<>();
        rows.forEach(
                row -> byTable.computeIfAbsent(row.get(0), table -> new ArrayList<>()).add(row));
        return TableSchemas.of(
                byTable.entrySet().stream()
                        .map(entry -> version(shard, entry.getKey(), entry.getValue()))
                        .toList());
    }

    private static SchemaVersion version(Shard shard, String table, List<List<String>> rows) {
        List<Column> columns =
                rows.stream()
                        .map(row -> TableStatements.column(table, row.subList(1, row.size())))
                        .toList();
        return new SchemaVersion(
                new TableSchema(shard.keyspace(), table, columns),
                Integer.parseInt(rows.get(0).get(8)));
    }
}
