// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.ddl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.ddl.Alteration.AddColumn;
import org.apache.flink.connector.vitess.ddl.Alteration.After;
import org.apache.flink.connector.vitess.ddl.Alteration.ChangeColumn;
import org.apache.flink.connector.vitess.ddl.Alteration.ChangeKeys;
import org.apache.flink.connector.vitess.ddl.Alteration.ConvertTexts;
import org.apache.flink.connector.vitess.ddl.Alteration.DefaultOfTexts;
import org.apache.flink.connector.vitess.ddl.Alteration.DropColumn;
import org.apache.flink.connector.vitess.ddl.Alteration.First;
import org.apache.flink.connector.vitess.ddl.Alteration.Place;
import org.apache.flink.connector.vitess.ddl.Alteration.RenameColumn;
import org.apache.flink.connector.vitess.ddl.Alteration.Unchanged;
import org.apache.flink.connector.vitess.ddl.DdlStatement.AlterTable;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.MySqlTypes;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchema;

/**
 * A table's columns after an {@code ALTER TABLE}, worked out as MySQL does it.
 *
 * @param after the columns after it; empty if they cannot be determined from the statement
 * @param exact whether they are correct in every detail. If not, rows can be read by them, but
 *     flags or the collation of an altered column may differ: ask MySQL if possible
 * @param renamed the new names of renamed columns, by their former ones
 */
@Internal
public record Evolution(Optional<SchemaVersion> after, boolean exact, Map<String, String> renamed) {

    public Evolution {
        renamed = Map.copyOf(renamed);
    }

    /** The columns after a statement, given those before it. */
    public static Evolution of(SchemaVersion before, AlterTable statement) {
        try {
            return new Work(before).alter(statement);
        } catch (UnknownColumnException e) {
            return new Evolution(Optional.empty(), false, Map.of());
        }
    }

    /** Thrown if the columns cannot be determined. */
    private static final class UnknownColumnException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** One statement's work. */
    private static final class Work {

        private final SchemaVersion before;

        /** The columns so far, and each one's name before the statement, or null. */
        private final List<Column> columns = new ArrayList<>();

        private final List<String> formerNames = new ArrayList<>();
        private int defaultCollation;
        private boolean exact = true;
        private boolean converts;

        Work(SchemaVersion before) {
            this.before = before;
            this.defaultCollation = before.defaultCollation();
            for (Column column : before.schema().columns()) {
                columns.add(column);
                formerNames.add(column.name());
            }
        }

        /**
         * MySQL applies the clauses to the table as it was: first the defaults of texts, then what
         * happens to each former column in its place, then new and moved columns one by one. A
         * conversion is of all texts in the end, whatever the clauses say about them.
         */
        Evolution alter(AlterTable statement) {
            // MySQL takes a collation wherever it is named, as all have to be of one character set.
            Optional<String> charset = Optional.empty();
            Optional<String> collation = Optional.empty();
            for (Alteration alteration : statement.alterations()) {
                if (alteration instanceof DefaultOfTexts texts) {
                    charset = either(texts.charset(), charset);
                    collation = either(texts.collation(), collation);
                } else if (alteration instanceof ConvertTexts texts) {
                    charset = either(texts.charset(), charset);
                    collation = either(texts.collation(), collation);
                    converts = true;
                } else if (alteration instanceof ChangeKeys) {
                    exact = false;
                }
            }
            if (charset.isPresent() || collation.isPresent()) {
                defaultCollation = collation(charset, collation, false);
            }
            statement.alterations().forEach(this::alterInPlace);
            statement.alterations().forEach(this::place);
            if (converts) {
                convertTexts();
            }
            return result();
        }

        private static Optional<String> either(Optional<String> name, Optional<String> former) {
            return name.isPresent() ? name : former;
        }

        private void alterInPlace(Alteration alteration) {
            if (alteration instanceof DropColumn drop) {
                int index = former(drop.name());
                exact &= before.schema().hasPrimaryKey() && !columns.get(index).primaryKey();
                columns.remove(index);
                formerNames.remove(index);
            } else if (alteration instanceof RenameColumn rename) {
                int index = former(rename.name());
                columns.set(index, columns.get(index).withName(rename.newName()));
            } else if (alteration instanceof ChangeColumn change) {
                int index = former(change.name());
                Column former = columns.get(index);
                // A unique key of columns that are NOT NULL stands in for a primary key.
                exact &= change.column().notNull() == former.notNull();
                columns.set(index, column(change.column(), former.primaryKey()));
            }
        }

        private void place(Alteration alteration) {
            if (alteration instanceof AddColumn add) {
                insert(column(add.column(), false), null, add.place());
            } else if (alteration instanceof ChangeColumn change
                    && !(change.place() instanceof Unchanged)) {
                int index = former(change.name());
                Column moved = columns.remove(index);
                insert(moved, formerNames.remove(index), change.place());
            }
        }

        private void insert(Column column, String formerName, Place place) {
            int index = index(place);
            columns.add(index, column);
            formerNames.add(index, formerName);
        }

        private int index(Place place) {
            if (place instanceof After after) {
                return current(after.column()) + 1;
            }
            return place instanceof First ? 0 : columns.size();
        }

        private int former(String name) {
            return index(name, formerNames::get);
        }

        private int current(String name) {
            return index(name, i -> columns.get(i).name());
        }

        private int index(String name, IntFunction<String> names) {
            return IntStream.range(0, columns.size())
                    .filter(i -> name.equalsIgnoreCase(names.apply(i)))
                    .findFirst()
                    .orElseThrow(UnknownColumnException::new);
        }

        private Column column(NewColumn column, boolean primaryKey) {
            NewColumn.TypeText type = column.type().orElseThrow(UnknownColumnException::new);
            boolean text = MySqlTypes.isText(type.dataType());
            int collation =
                    text
                            ? collation(column.charset(), column.collation(), column.binary())
                            : MySqlTypes.BINARY_COLLATION;
            if (text) {
                requireText(collation);
            }
            return new Column(
                    column.name(),
                    type(type.dataType(), type.columnType(), collation),
                    type.columnType(),
                    collation,
                    primaryKey,
                    column.notNull() || primaryKey);
        }

        /** MySQL turns a text in the character set 'binary' into the type for bytes. */
        private static void requireText(int collation) {
            if (collation == MySqlTypes.BINARY_COLLATION) {
                throw new UnknownColumnException();
            }
        }

        private static MySqlType type(String dataType, String columnType, int collation) {
            return MySqlTypes.of(dataType, columnType, DefaultCollations.isBin(collation))
                    .orElseThrow(UnknownColumnException::new);
        }

        /** A collation that is named is known by its character set, which is all that counts. */
        private int collation(Optional<String> charset, Optional<String> name, boolean bin) {
            String of = name.map(DefaultCollations::charsetOf).or(() -> charset).orElse("");
            if (of.isEmpty() && !bin) {
                return known(
                        defaultCollation == 0
                                ? OptionalInt.empty()
                                : OptionalInt.of(defaultCollation));
            }
            if (of.isEmpty()) {
                throw new UnknownColumnException();
            }
            boolean isBin = bin || name.filter(collation -> collation.endsWith("_bin")).isPresent();
            return known(isBin ? DefaultCollations.binOf(of) : DefaultCollations.of(of));
        }

        private static int known(OptionalInt collation) {
            return collation.orElseThrow(UnknownColumnException::new);
        }

        private void convertTexts() {
            requireText(defaultCollation);
            // A text of another character set may need a larger type.
            exact = false;
            columns.replaceAll(
                    column ->
                            MySqlTypes.isText(MySqlTypes.dataType(column))
                                            && column.collation() != MySqlTypes.BINARY_COLLATION
                                    ? new Column(
                                            column.name(),
                                            type(
                                                    MySqlTypes.dataType(column),
                                                    column.columnType(),
                                                    defaultCollation),
                                            column.columnType(),
                                            defaultCollation,
                                            column.primaryKey(),
                                            column.notNull())
                                    : column);
        }

        private Evolution result() {
            Map<String, String> renamed = new HashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                String former = formerNames.get(i);
                if (former != null && !former.equals(columns.get(i).name())) {
                    renamed.put(former, columns.get(i).name());
                }
            }
            TableSchema schema =
                    new TableSchema(before.schema().keyspace(), before.table(), columns);
            return new Evolution(
                    Optional.of(new SchemaVersion(schema, defaultCollation)), exact, renamed);
        }
    }
}
