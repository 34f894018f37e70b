// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.ddl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.annotation.Internal;

/**
 * A statement that MySQL logged as it was written, read as far as tables and their columns are
 * concerned. Names of tables are without their database: vttablet sends no statements of others.
 */
@Internal
public sealed interface DdlStatement {

    /**
     * Reads a statement.
     *
     * @return {@link Unreadable} if it is no statement of MySQL, or one that is newer than the
     *     grammar
     */
    static DdlStatement parse(String statement) {
        return DdlParser.parse(statement);
    }

    /** {@code ALTER TABLE}, with what it does in its order. */
    record AlterTable(String table, List<Alteration> alterations) implements DdlStatement {
        public AlterTable {
            alterations = List.copyOf(alterations);
        }
    }

    /** {@code RENAME TABLE}, with what is renamed in its order: a name may come twice. */
    record RenameTables(List<Rename> renames) implements DdlStatement {
        public RenameTables {
            renames = List.copyOf(renames);
        }

        /** One table of several. */
        public record Rename(String name, String newName) {}

        /** The former name of the table with this name after the statement; empty for none. */
        public String formerName(String table) {
            Map<String, String> former = new HashMap<>();
            for (Rename rename : renames) {
                former.put(rename.newName(), former.getOrDefault(rename.name(), rename.name()));
                former.put(rename.name(), "");
            }
            return former.getOrDefault(table, table);
        }
    }

    /** {@code CREATE TABLE}; if not exists where {@code optional}. */
    record CreateTable(String table, boolean optional) implements DdlStatement {}

    /** {@code DROP TABLE} or {@code TRUNCATE}. */
    record RemoveTables(List<String> tables) implements DdlStatement {
        public RemoveTables {
            tables = List.copyOf(tables);
        }
    }

    /** {@code CREATE INDEX} or {@code DROP INDEX}. */
    record ChangeIndex(String table) implements DdlStatement {}

    /** A statement that does nothing to tables, such as {@code CREATE VIEW}. */
    record Other() implements DdlStatement {}

    /** A statement that cannot be read. */
    record Unreadable(String statement) implements DdlStatement {}
}
