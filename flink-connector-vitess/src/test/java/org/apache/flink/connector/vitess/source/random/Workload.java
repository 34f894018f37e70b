// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testutils.embedded.AlterTable;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedKeyspace;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedShard;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;

/** Writes random transactions to the shards that serve, and keeps what each of them changed. */
final class Workload {

    /**
     * How the source refuses rows of a table that was altered, or whose shard stopped to serve,
     * before its columns were learned.
     */
    private static final Pattern UNKNOWABLE =
            Pattern.compile(
                    "and the columns that the table had there can no longer be determined"
                            + "|for the columns of its tables at .* no healthy tablet");

    private final EmbeddedKeyspace keyspace;
    private final Quarters quarters;
    private final Random random;
    private final List<String> names;
    private final Map<String, TableModel> tables = new LinkedHashMap<>();
    private final List<Change> log = new ArrayList<>();
    private final RandomAlter alters;

    /** What some shards are still to be altered by, and which. */
    private final Map<AlterTable, List<String>> pending = new LinkedHashMap<>();

    private int alterations;

    private final View view;

    /** The last changes of the mark. */
    private List<Change> mark = List.of();

    Workload(
            EmbeddedKeyspace keyspace,
            Quarters quarters,
            List<String> tables,
            View view,
            Random random) {
        this.view = view;
        this.keyspace = keyspace;
        this.quarters = quarters;
        this.random = random;
        this.names = tables;
        this.alters = new RandomAlter(random);
        tables.forEach(this::createTable);
    }

    private void createTable(String table) {
        KeyKind kind = KeyKind.ALL.get(random.nextInt(KeyKind.ALL.size()));
        TableDefinition definition =
                kind.addTo(TableDefinition.of(table)).bigint("version").varchar("note", 20);
        keyspace.createTable(definition);
        quarters.createTable(definition);
        tables.put(
                table,
                new TableModel(
                        table,
                        kind,
                        quarters,
                        5 + random.nextInt(200),
                        shard -> keyspace.shard(shard).table(table)));
    }

    /** All changes that the job sees, in the order in which they were written. */
    List<Change> log() {
        return view.of(log);
    }

    /** The rows that some tables have now, and the job sees. */
    Map<String, String> rows(List<String> some) {
        Map<String, String> rows = new HashMap<>();
        some.forEach(table -> rows.putAll(tables.get(table).rows()));
        return view.of(rows);
    }

    /** Fills the tables with up to so many rows each. */
    void fill(int maxRows) {
        for (TableModel table : tables.values()) {
            int rows = random.nextInt(maxRows + 1);
            for (String shard : keyspace.servingShards()) {
                commit(shard, commit -> table.insertAll(commit, 0, rows));
            }
        }
    }

    /** Writes one random thing. Returns what it was. */
    String write() {
        String shard = randomShard();
        int dice = random.nextInt(100);
        if (dice < 3) {
            keyspace.shard(shard).other();
            return shard + " OTHER";
        } else if (dice < 6) {
            return commit(shard, commit -> {}) + " empty";
        } else if (dice < 24) {
            return alter();
        } else if (dice < 28) {
            return changes(shard, 100 + random.nextInt(500));
        }
        return changes(shard, 1 + random.nextInt(1 << random.nextInt(5)));
    }

    /** One transaction that inserts at least that many rows; then one that changes some. */
    String writeLarge(int rows) {
        String shard = randomShard();
        TableModel table = randomTable();
        int first = 1_000_000;
        int keys = rows * Quarters.COUNT / Quarters.of(shard).size();
        String what =
                commit(
                        shard,
                        commit -> {
                            for (int i = first; i < first + keys; i += 1_000) {
                                table.insertAll(commit, i, i + 1_000);
                            }
                        });
        return what + " of " + rows + " rows; " + changes(shard, rows / 10);
    }

    /** Sets the last row of each quarter of the last table. */
    void mark() {
        List<Change> marks = new ArrayList<>();
        for (String shard : keyspace.servingShards()) {
            Set<Integer> own = Quarters.of(shard);
            TableModel table = tables.get(lastTable());
            commit(shard, commit -> own.forEach(quarter -> table.mark(commit, quarter)));
            marks.addAll(log.subList(log.size() - own.size(), log.size()));
        }
        mark = view.of(marks);
    }

    /** Whether the last mark has come out, copied or from the log. */
    boolean allMarked(List<Change> changes) {
        return mark.stream().allMatch(m -> changes.stream().anyMatch(c -> isMark(c, m)));
    }

    private static boolean isMark(Change change, Change mark) {
        return change.table().equals(mark.table()) && mark.after().equals(change.after());
    }

    String lastTable() {
        return names.get(names.size() - 1);
    }

    private String changes(String shard, int count) {
        String what =
                commit(
                        shard,
                        commit -> {
                            for (int i = 0; i < count; i++) {
                                randomTable().change(commit);
                            }
                        });
        return what + " of " + count + " changes";
    }

    /** Checks what came out against what already holds before all has come out. */
    void verify(List<Change> changes) {
        Oracles.ledger(changes, view.someRows());
        Oracles.orderAndAtomic(changes);
        Oracles.served(changes, log());
        if (!view.someColumns()) {
            Oracles.columns(changes, log(), forms());
        }
    }

    /** Whether a job failed as it must where it starts at rows whose columns are not known. */
    static boolean isUnknowable(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> UNKNOWABLE.matcher(String.valueOf(cause.getMessage())).find());
    }

    /** How often a shard's table was altered. */
    int alterations() {
        return alterations;
    }

    /** What the other columns of rows have ever been: COLUMNS. */
    private Map<String, Set<String>> forms() {
        Map<String, Set<String>> forms = new HashMap<>();
        tables.values().forEach(table -> forms.putAll(table.forms()));
        return forms;
    }

    /** Alters all shards that are still to be altered: a reshard needs shards that are alike. */
    void finishAlterations() {
        while (!pending.isEmpty()) {
            alter();
        }
    }

    /**
     * Alters a table in one shard. The others follow later, with what is written meanwhile; but not
     * where rows are replicated, which go by the names of columns.
     */
    private String alter() {
        String pushedDown = view.someRows() ? "" : randomTableName();
        if (pending.isEmpty() && pushedDown.isEmpty()) {
            return "no alteration, as rows are filtered by their columns";
        }
        if (pending.isEmpty()) {
            begin(pushedDown);
        }
        AlterTable statement = pending.keySet().iterator().next();
        List<String> shards = pending.get(statement);
        boolean together = !keyspace.idleShards().isEmpty();
        StringBuilder altered = new StringBuilder(statement.sql()).append(" in");
        do {
            String shard = shards.remove(random.nextInt(shards.size()));
            alter(shard, statement);
            altered.append(' ').append(shard).append(keyspace.shard(shard).position());
        } while (together && !shards.isEmpty());
        if (shards.isEmpty()) {
            pending.remove(statement);
        }
        return altered.toString();
    }

    private void begin(String table) {
        List<String> serving = keyspace.servingShards();
        TableDefinition definition = keyspace.shard(serving.get(0)).table(table);
        AlterTable statement = alters.next(definition);
        for (String column : RandomAlter.unsigned(definition, statement.applyTo(definition))) {
            for (String shard : serving) {
                commit(shard, commit -> tables.get(table).clearNegatives(commit, column));
            }
        }
        List<String> shards = new ArrayList<>(serving);
        shards.addAll(keyspace.idleShards());
        pending.put(statement, shards);
    }

    private void alter(String shard, AlterTable statement) {
        boolean serving = keyspace.servingShards().contains(shard);
        TableModel table = tables.get(statement.table());
        TableDefinition definition = keyspace.shard(shard).table(statement.table());
        List<AlterTable.AlteredColumn> columns = statement.applyTo(definition);
        List<String> unsigned = RandomAlter.unsigned(definition, columns);
        if (serving) {
            for (String column : unsigned) {
                commit(shard, commit -> table.clearNegatives(commit, column));
            }
        } else if (hasNegatives(keyspace.shard(shard), definition, unsigned)) {
            return;
        }
        keyspace.shard(shard).alter(statement);
        alterations++;
        if (serving) {
            table.altered(shard, columns);
        }
    }

    /**
     * Whether MySQL refuses to take signs away. This is so only in a shard that gets no rows any
     * more, as shards were deleted that would send them; none of these serves again.
     */
    private static boolean hasNegatives(
            EmbeddedShard shard, TableDefinition table, List<String> columns) {
        return shard.rowsOf(table.name()).stream()
                .anyMatch(
                        row ->
                                columns.stream()
                                        .map(column -> row.get(index(table, column)))
                                        .anyMatch(value -> value != null && value.startsWith("-")));
    }

    private static int index(TableDefinition table, String column) {
        return table.columns().indexOf(table.column(column));
    }

    private String commit(String shardName, Consumer<Commit> body) {
        EmbeddedShard shard = keyspace.shard(shardName);
        String position = shard.position();
        String server = GtidNumbers.server(position);
        long number = GtidNumbers.last(position) + 1;
        shard.transaction(
                tx -> body.accept(new Commit(shardName, server, number, tx, random, log)));
        return shardName + " #" + number;
    }

    private String randomShard() {
        List<String> serving = keyspace.servingShards();
        return serving.get(random.nextInt(serving.size()));
    }

    private TableModel randomTable() {
        return tables.get(randomTableName());
    }

    private String randomTableName() {
        return names.get(random.nextInt(names.size()));
    }
}
