// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.ddl.Alteration;
import org.apache.flink.connector.vitess.ddl.Alteration.RenameTable;
import org.apache.flink.connector.vitess.ddl.Alteration.ReplaceRows;
import org.apache.flink.connector.vitess.ddl.DdlStatement;
import org.apache.flink.connector.vitess.ddl.DdlStatement.AlterTable;
import org.apache.flink.connector.vitess.ddl.DdlStatement.RemoveTables;
import org.apache.flink.connector.vitess.ddl.DdlStatement.RenameTables;
import org.apache.flink.connector.vitess.ddl.DdlStatement.Unreadable;

/**
 * Knows the statements by which captured rows go away, or come, without an event each.
 *
 * <p>A table that is renamed is gone as well: MoveTables can leave it so. It is not gone when the
 * same statement gives its name to another table, which is not captured: that is how online schema
 * changes end, with the same rows.
 */
final class RowLoss {

    /** What a statement that cannot be read may do to rows. Any of these in a text is one too. */
    private static final Pattern SUSPICIOUS =
            Pattern.compile("\\b(truncate|drop|rename|exchange|discard|import)\\b");

    private RowLoss() {}

    /**
     * Whether rows of captured tables are lost.
     *
     * @param statement a DDL statement that concerns one of these tables
     */
    static boolean isCausedBy(DdlStatement statement, Set<String> captured) {
        if (statement instanceof RemoveTables remove) {
            return remove.tables().stream().anyMatch(captured::contains);
        }
        if (statement instanceof AlterTable alter) {
            return captured.contains(alter.table())
                    && alter.alterations().stream()
                            .anyMatch(
                                    alteration ->
                                            alteration instanceof ReplaceRows
                                                    || isAway(alteration, alter.table()));
        }
        if (statement instanceof RenameTables rename) {
            return captured.stream().anyMatch(table -> isLost(rename, table, captured));
        }
        if (statement instanceof Unreadable unreadable) {
            return SUSPICIOUS.matcher(unreadable.statement().toLowerCase(Locale.ROOT)).find();
        }
        return false;
    }

    private static boolean isAway(Alteration alteration, String table) {
        return alteration instanceof RenameTable rename && !rename.newName().equals(table);
    }

    /** Whether the name is left unused, or given to a captured table with rows of its own. */
    private static boolean isLost(RenameTables rename, String table, Set<String> captured) {
        String formerName = rename.formerName(table);
        return !formerName.equals(table) && (formerName.isEmpty() || captured.contains(formerName));
    }
}
