// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An {@code ALTER TABLE} that changes columns. Immutable; each method returns a statement with one
 * more clause.
 *
 * <p>As in MySQL, a clause names a column as it was before the statement, and the place of a column
 * by the columns after it.
 */
public final class AlterTable {

    /** One clause. */
    private sealed interface Clause {
        String sql();
    }

    private record Add(ColumnDefinition column, String place) implements Clause {
        @Override
        public String sql() {
            return "add column " + column.sql() + at(place);
        }
    }

    private record Drop(String column) implements Clause {
        @Override
        public String sql() {
            return "drop column `" + column + "`";
        }
    }

    private record Rename(String column, String newName) implements Clause {
        @Override
        public String sql() {
            return "rename column `%s` to `%s`".formatted(column, newName);
        }
    }

    private record Change(String column, ColumnDefinition now, String place) implements Clause {
        @Override
        public String sql() {
            return "change column `%s` %s%s".formatted(column, now.sql(), at(place));
        }
    }

    /** In front of all others. A name stands for the place after that column. */
    private static final String FIRST = "";

    /** The place of a column that stays where it is; a new one is the last. */
    private static final String UNCHANGED = null;

    private final String table;
    private final List<Clause> clauses;

    private AlterTable(String table, List<Clause> clauses) {
        this.table = table;
        this.clauses = List.copyOf(clauses);
    }

    /** A statement that does nothing yet. */
    public static AlterTable of(String table) {
        return new AlterTable(table, List.of());
    }

    /** The table's name. */
    public String table() {
        return table;
    }

    /** Adds a column at the end. */
    public AlterTable add(ColumnDefinition column) {
        return with(new Add(column, UNCHANGED));
    }

    /** Adds a column in front of all others. */
    public AlterTable addFirst(ColumnDefinition column) {
        return with(new Add(column, FIRST));
    }

    /** Adds a column after another one. */
    public AlterTable addAfter(String other, ColumnDefinition column) {
        return with(new Add(column, other));
    }

    /** Drops a column. */
    public AlterTable drop(String column) {
        return with(new Drop(column));
    }

    /** Gives a column another name. */
    public AlterTable rename(String column, String newName) {
        return with(new Rename(column, newName));
    }

    /** Gives a column another definition, in its place. */
    public AlterTable change(String column, ColumnDefinition now) {
        return with(new Change(column, now, UNCHANGED));
    }

    /** Gives a column a definition, perhaps its own, in front of all others. */
    public AlterTable changeFirst(String column, ColumnDefinition now) {
        return with(new Change(column, now, FIRST));
    }

    /** Gives a column a definition, perhaps its own, after another one. */
    public AlterTable changeAfter(String column, String other, ColumnDefinition now) {
        return with(new Change(column, now, other));
    }

    private AlterTable with(Clause clause) {
        List<Clause> all = new ArrayList<>(clauses);
        all.add(clause);
        return new AlterTable(table, all);
    }

    /** The statement as a user writes it. */
    public String sql() {
        return clauses.stream()
                .map(Clause::sql)
                .collect(Collectors.joining(", ", "alter table `" + table + "` ", ""));
    }

    private static String at(String place) {
        if (place == UNCHANGED) {
            return "";
        }
        return place.equals(FIRST) ? " first" : " after `" + place + "`";
    }

    /**
     * A column after the statement.
     *
     * @param definition the column
     * @param formerName what it was called before it; empty for a new one
     */
    public record AlteredColumn(ColumnDefinition definition, Optional<String> formerName) {}

    /** The columns of a table after the statement, in order. */
    public List<AlteredColumn> applyTo(TableDefinition before) {
        List<AlteredColumn> columns = new ArrayList<>();
        for (ColumnDefinition column : before.columns()) {
            columns.add(new AlteredColumn(column, Optional.of(column.name())));
        }
        clauses.forEach(clause -> alterInPlace(columns, clause));
        clauses.forEach(clause -> place(columns, clause));
        return List.copyOf(columns);
    }

    private static void alterInPlace(List<AlteredColumn> columns, Clause clause) {
        if (clause instanceof Drop drop) {
            columns.remove(former(columns, drop.column()));
        } else if (clause instanceof Rename rename) {
            int index = former(columns, rename.column());
            replace(columns, index, columns.get(index).definition().named(rename.newName()));
        } else if (clause instanceof Change change) {
            int index = former(columns, change.column());
            boolean key = columns.get(index).definition().isPrimaryKey();
            replace(columns, index, key ? change.now().inPrimaryKey() : change.now());
        }
    }

    private static void replace(List<AlteredColumn> columns, int index, ColumnDefinition now) {
        columns.set(index, new AlteredColumn(now, columns.get(index).formerName()));
    }

    private static void place(List<AlteredColumn> columns, Clause clause) {
        if (clause instanceof Add add) {
            insert(columns, new AlteredColumn(add.column(), Optional.empty()), add.place());
        } else if (clause instanceof Change change && change.place() != UNCHANGED) {
            int index = former(columns, change.column());
            insert(columns, columns.remove(index), change.place());
        }
    }

    private static void insert(List<AlteredColumn> columns, AlteredColumn column, String place) {
        int index = columns.size();
        if (place != UNCHANGED) {
            index = place.equals(FIRST) ? 0 : now(columns, place) + 1;
        }
        columns.add(index, column);
    }

    private static int former(List<AlteredColumn> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).formerName().filter(name::equalsIgnoreCase).isPresent()) {
                return i;
            }
        }
        throw new IllegalArgumentException("Unknown column '" + name + "' in " + columns);
    }

    private static int now(List<AlteredColumn> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).definition().name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("Unknown column '" + name + "' in " + columns);
    }
}
