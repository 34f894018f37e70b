// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.connector.vitess.change.SchemaChange;
import org.apache.flink.connector.vitess.ddl.DdlStatement;
import org.apache.flink.connector.vitess.ddl.DdlStatement.AlterTable;
import org.apache.flink.connector.vitess.ddl.DdlStatement.ChangeIndex;
import org.apache.flink.connector.vitess.ddl.DdlStatement.CreateTable;
import org.apache.flink.connector.vitess.ddl.DdlStatement.RemoveTables;
import org.apache.flink.connector.vitess.ddl.DdlStatement.RenameTables;
import org.apache.flink.connector.vitess.ddl.DdlStatement.Unreadable;
import org.apache.flink.connector.vitess.ddl.Evolution;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchemas;

/**
 * What a DDL statement does to the columns of captured tables.
 *
 * @param changes what it does to each table whose columns change, or may change
 * @param schemas the columns after it, as far as the statement shows them
 * @param toLearn the tables about which MySQL has to be asked
 */
record DdlEffect(List<SchemaChange> changes, TableSchemas schemas, Set<String> toLearn) {

    /**
     * Works out the effect of a statement.
     *
     * @param before the position before it
     * @param gtid the GTID set with it
     */
    static DdlEffect of(
            Shard shard, ShardPosition before, String gtid, String text, DdlStatement statement) {
        Work work = new Work(shard, before, gtid, text);
        for (String table : tables(statement, before.begunTables())) {
            work.apply(table, evolution(before.schemas().get(table), table, statement));
        }
        return work.effect();
    }

    /** Those of the captured tables whose columns a statement may change. */
    static List<String> tables(DdlStatement statement, List<String> captured) {
        return captured.stream().filter(table -> concerns(statement, table)).toList();
    }

    private static boolean concerns(DdlStatement statement, String table) {
        if (statement instanceof AlterTable alter) {
            return alter.table().equals(table);
        }
        if (statement instanceof RenameTables rename) {
            return !rename.formerName(table).equals(table);
        }
        if (statement instanceof CreateTable create) {
            return create.table().equals(table) && !create.optional();
        }
        if (statement instanceof ChangeIndex index) {
            return index.table().equals(table);
        }
        if (statement instanceof RemoveTables remove) {
            return remove.tables().contains(table);
        }
        // vttablet also sends what it cannot read.
        return statement instanceof Unreadable;
    }

    private static Evolution evolution(
            Optional<SchemaVersion> before, String table, DdlStatement statement) {
        if (before.isPresent() && statement instanceof AlterTable alter) {
            return Evolution.of(before.get(), alter);
        }
        if (before.isPresent() && statement instanceof ChangeIndex) {
            // A unique key stands in for a primary key only where there is none.
            return new Evolution(before, before.get().schema().hasPrimaryKey(), Map.of());
        }
        return new Evolution(Optional.empty(), false, Map.of());
    }

    /** One statement's work. */
    private static final class Work {

        private final Shard shard;
        private final ShardPosition before;
        private final String gtid;
        private final String statement;
        private final List<SchemaChange> changes = new ArrayList<>();
        private final Set<String> toLearn = new TreeSet<>();
        private TableSchemas schemas;

        Work(Shard shard, ShardPosition before, String gtid, String statement) {
            this.shard = shard;
            this.before = before;
            this.gtid = gtid;
            this.statement = statement;
            this.schemas = before.schemas();
        }

        void apply(String table, Evolution evolution) {
            Optional<SchemaVersion> known = before.schemas().get(table);
            if (evolution.exact() && evolution.after().equals(known)) {
                return;
            }
            schemas = evolution.after().map(schemas::with).orElse(schemas.without(table));
            if (!evolution.exact()) {
                toLearn.add(table);
            }
            changes.add(
                    new SchemaChange(
                            shard,
                            table,
                            gtid,
                            statement,
                            known.map(SchemaVersion::schema),
                            evolution.after().map(SchemaVersion::schema),
                            evolution.renamed()));
        }

        DdlEffect effect() {
            return new DdlEffect(List.copyOf(changes), schemas, Set.copyOf(toLearn));
        }
    }
}
