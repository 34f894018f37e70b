// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.testutils.embedded.AlterTable;
import org.apache.flink.connector.vitess.testutils.embedded.AlterTable.AlteredColumn;
import org.apache.flink.connector.vitess.testutils.embedded.Collation;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;

/**
 * Random statements that alter columns, and values for these. The columns of the key, the version
 * and the note only change their places.
 *
 * <p>A tablet cannot read labels where it cannot name the columns. So columns with labels keep
 * their places, and the tables of a run have only these, or none.
 */
final class RandomAlter {

    private static final String PREFIX = "c";
    private static final Set<String> FIXED = Set.of("version", "note");
    private static final List<Collation> COLLATIONS =
            List.of(Collation.UTF8MB4_0900_AI_CI, Collation.LATIN1_SWEDISH_CI);

    private final Random random;
    private final boolean hasLabels;
    private int names;

    RandomAlter(Random random) {
        this.random = random;
        this.hasLabels = random.nextInt(3) == 0;
    }

    /** Whether a column is one of those that statements alter. */
    static boolean isOther(ColumnDefinition column) {
        return column.name().startsWith(PREFIX);
    }

    /** A statement for a table. */
    AlterTable next(TableDefinition table) {
        List<ColumnDefinition> others =
                table.columns().stream().filter(RandomAlter::isOther).toList();
        AlterTable alter = AlterTable.of(table.name());
        if (others.isEmpty() || others.size() < 6 && random.nextInt(3) == 0) {
            return add(alter, table);
        }
        ColumnDefinition one = others.get(random.nextInt(others.size()));
        ColumnDefinition other = others.get(random.nextInt(others.size()));
        return switch (hasLabels ? 2 + random.nextInt(6) : random.nextInt(8)) {
            case 0 -> alter.drop(one.name());
            case 1 -> add(alter.drop(one.name()), without(table, one));
            case 2 -> alter.rename(one.name(), newName());
            case 3 ->
                    one.equals(other)
                            ? alter.rename(one.name(), newName())
                            : alter.rename(one.name(), other.name())
                                    .rename(other.name(), one.name());
            case 4 -> hasLabels ? change(alter, one) : move(alter, table);
            default -> change(alter, one);
        };
    }

    private static TableDefinition without(TableDefinition table, ColumnDefinition column) {
        List<ColumnDefinition> rest = new ArrayList<>(table.columns());
        rest.remove(column);
        return new TableDefinition(table.name(), rest);
    }

    private AlterTable add(AlterTable alter, TableDefinition table) {
        ColumnDefinition column = newColumn();
        ColumnDefinition place = table.columns().get(random.nextInt(table.columns().size()));
        return switch (hasLabels ? 0 : random.nextInt(3)) {
            case 0 -> alter.add(column);
            case 1 -> alter.addFirst(column);
            default -> alter.addAfter(place.name(), column);
        };
    }

    private AlterTable move(AlterTable alter, TableDefinition table) {
        List<ColumnDefinition> movable =
                table.columns().stream()
                        .filter(c -> isOther(c) || FIXED.contains(c.name()))
                        .toList();
        ColumnDefinition column = movable.get(random.nextInt(movable.size()));
        List<ColumnDefinition> places = without(table, column).columns();
        return random.nextInt(3) == 0
                ? alter.changeFirst(column.name(), column)
                : alter.changeAfter(
                        column.name(), places.get(random.nextInt(places.size())).name(), column);
    }

    private AlterTable change(AlterTable alter, ColumnDefinition column) {
        ColumnDefinition changed =
                switch (column.type()) {
                    case INT32 -> random.nextBoolean() ? unsigned() : bigint();
                    case UINT32 -> random.nextBoolean() ? bigint() : integer();
                    case INT64 -> text();
                    case ENUM -> labels("enum", Type.ENUM, labels(column));
                    case SET -> labels("set", Type.SET, labels(column));
                    default -> text();
                };
        return alter.change(column.name(), changed.named(column.name()));
    }

    private ColumnDefinition newColumn() {
        ColumnDefinition column =
                switch (random.nextInt(2) + (hasLabels ? 3 : random.nextInt(2))) {
                    case 0 -> integer();
                    case 1 -> unsigned();
                    case 2 -> text();
                    case 3 -> labels("enum", Type.ENUM, List.of("a", "b"));
                    default -> labels("set", Type.SET, List.of("a", "b"));
                };
        return column.named(newName());
    }

    private String newName() {
        return PREFIX + names++;
    }

    private static ColumnDefinition integer() {
        return ColumnDefinition.of("", Type.INT32, "int", Collation.BINARY);
    }

    private static ColumnDefinition unsigned() {
        return ColumnDefinition.of("", Type.UINT32, "int unsigned", Collation.BINARY);
    }

    private static ColumnDefinition bigint() {
        return ColumnDefinition.of("", Type.INT64, "bigint", Collation.BINARY);
    }

    private ColumnDefinition text() {
        Collation collation = COLLATIONS.get(random.nextInt(COLLATIONS.size()));
        return ColumnDefinition.of("", Type.VARCHAR, "varchar(30)", collation);
    }

    /** The same labels in another order, mostly with a new one: a number always has a label. */
    private ColumnDefinition labels(String kind, Type type, List<String> before) {
        List<String> labels = new ArrayList<>(before);
        if (labels.size() < 20) {
            labels.add("n" + labels.size());
        }
        Collections.shuffle(labels, random);
        String columnType = labels.stream().collect(Collectors.joining("','", kind + "('", "')"));
        return ColumnDefinition.of("", type, columnType, Collation.UTF8MB4_0900_AI_CI);
    }

    private static List<String> labels(ColumnDefinition column) {
        String type = column.columnType();
        return Arrays.asList(
                type.substring(type.indexOf('\'') + 1, type.lastIndexOf('\'')).split("','"));
    }

    /** A value for a column. */
    static Object value(ColumnDefinition column, Random random) {
        if (random.nextInt(4) == 0) {
            return null;
        }
        return switch (column.type()) {
            case UINT32 -> random.nextInt(1000);
            case INT32, INT64 -> random.nextInt(2000) - 1000;
            case ENUM -> labels(column).get(random.nextInt(labels(column).size()));
            case SET ->
                    labels(column).stream()
                            .filter(label -> random.nextInt(3) == 0)
                            .collect(Collectors.joining(","));
            default -> "t" + random.nextInt(1000);
        };
    }

    /** The name of a column that loses its sign; empty if none does. */
    static List<String> unsigned(TableDefinition before, List<AlteredColumn> columns) {
        return columns.stream()
                .filter(column -> column.definition().type() == Type.UINT32)
                .flatMap(column -> column.formerName().stream())
                .filter(name -> before.column(name).type() == Type.INT32)
                .toList();
    }

    /** The values of a row after a statement. */
    static Map<String, Object> altered(Map<String, Object> values, List<AlteredColumn> columns) {
        Map<String, Object> altered = new HashMap<>();
        for (AlteredColumn column : columns) {
            if (isOther(column.definition())) {
                Object value = column.formerName().map(values::get).orElse(null);
                boolean set = column.definition().type() == Type.SET;
                altered.put(
                        column.definition().name(),
                        set && value != null
                                ? ordered(value.toString(), labels(column.definition()))
                                : value);
            }
        }
        return altered;
    }

    /** MySQL gives the members of a SET in the order of its labels. */
    private static String ordered(String value, List<String> labels) {
        Set<String> members = Set.copyOf(Arrays.asList(value.split(",")));
        return labels.stream().filter(members::contains).collect(Collectors.joining(","));
    }
}
