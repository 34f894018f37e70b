// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.e2e.VitessCluster;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;
import org.apache.flink.connector.vitess.testing.ChangelogJob;

/** Tables in both shards, and what has to come of them. */
final class AlteredTables {

    static final String KEYSPACE = "customer";

    static final List<String> SHARDS = List.of("-80", "80-");

    private static final Pattern ROW = Pattern.compile("(\\S+ \\S+) (\\S+) \\{id=(\\d+)");

    /** By how much a row's key grows that is updated. */
    private static final long MOVED = 1_000_000;

    private final VitessCluster vitess;
    private final List<AlteredTable> tables;
    private final List<TrueRows> shards;
    private final UnaryOperator<String> projection;

    /** The tables that have their new columns. */
    private final Set<AlteredTable> altered = ConcurrentHashMap.newKeySet();

    private long nextId = 1;

    /** Creates the tables, without rows. */
    AlteredTables(VitessCluster vitess, List<AlteredTable> tables) {
        this(
                vitess,
                tables,
                SHARDS.stream().map(shard -> new TrueRows(vitess, KEYSPACE, shard)).toList(),
                UnaryOperator.identity());
        tables.forEach(
                table -> {
                    execute("drop table if exists " + table.name());
                    execute("drop table if exists _" + table.name() + "_del");
                    execute(table.create());
                });
        vitess.vitess().vtctldclient("ReloadSchemaKeyspace", KEYSPACE);
    }

    private AlteredTables(
            VitessCluster vitess,
            List<AlteredTable> tables,
            List<TrueRows> shards,
            UnaryOperator<String> projection) {
        this.vitess = vitess;
        this.tables = new ArrayList<>(tables);
        this.shards = shards;
        this.projection = projection;
    }

    /** The same, of which only some columns are expected. */
    AlteredTables onlyColumns(String... columns) {
        List<String> starts = Arrays.stream(columns).map(column -> column + "=").toList();
        return new AlteredTables(
                vitess,
                tables,
                shards,
                line -> {
                    int open = line.indexOf('{');
                    return Arrays.stream(line.substring(open + 1, line.length() - 1).split(", "))
                            .filter(value -> starts.stream().anyMatch(value::startsWith))
                            .collect(Collectors.joining(", ", line.substring(0, open + 1), "}"));
                });
    }

    void remove(String... names) {
        tables.removeIf(table -> List.of(names).contains(table.name()));
    }

    void forEach(Consumer<AlteredTable> action) {
        tables.forEach(action);
    }

    /** A source of these tables. */
    VitessSourceBuilder<String> source() {
        return VitessSource.<String>builder()
                .hostname("127.0.0.1")
                .port(vitess.vitess().grpcPort())
                .keyspace(KEYSPACE)
                .tableList(tables.stream().map(AlteredTable::name).toArray(String[]::new))
                .deserializer(new NamedRows());
    }

    /** Runs a statement on both shards. */
    void execute(String sql) {
        shards.forEach(shard -> shard.execute(sql));
    }

    /** Inserts three rows into each shard, and changes the key of one. */
    void insert(AlteredTable table, List<String> rows) {
        shards.forEach(shard -> insert(shard, table, rows));
    }

    private void insert(TrueRows shard, AlteredTable table, List<String> rows) {
        for (int i = 0; i < 3; i++) {
            shard.change(table.name(), nextId, table.insert(nextId, rows));
            nextId++;
        }
        long id = nextId - 2;
        shard.change(
                table.name(),
                id,
                id + MOVED,
                "update %s set id = id + %d where id = %d".formatted(table.name(), MOVED, id));
    }

    /** Inserts many rows at once, which are to be copied. */
    void fill(AlteredTable table, int rows) {
        String row = table.values().get(0);
        for (int from = 0; from < rows; from += 500) {
            String names =
                    Arrays.stream(row.substring(2).split(", "))
                            .map(value -> value.split(" = ")[0])
                            .collect(Collectors.joining(", "));
            String values =
                    Arrays.stream(row.substring(2).split(", "))
                            .map(value -> value.split(" = ")[1])
                            .collect(Collectors.joining(", "));
            execute(
                    IntStream.range(from, Math.min(from + 500, rows))
                            .mapToObj(i -> "(%d, %s)".formatted(2 * MOVED + i, values))
                            .collect(
                                    Collectors.joining(
                                            ", ",
                                            "insert into %s (id, %s) values "
                                                    .formatted(table.name(), names),
                                            "")));
        }
    }

    /** Alters a table in both shards, at different moments. */
    void alter(AlteredTable table) {
        for (TrueRows shard : shards) {
            for (String sql : table.alter()) {
                if (sql.startsWith("delete")) {
                    shard.deleteAll(table.name());
                } else {
                    shard.execute(sql);
                }
            }
        }
    }

    /** Notes that a table has its new columns. */
    void altered(AlteredTable table) {
        altered.add(table);
    }

    /** Starts a writer for each shard, which changes each table again and again. */
    Writers startWriters() {
        return new Writers(
                shards.stream()
                        .map(shard -> (Runnable) () -> tables.forEach(table -> write(shard, table)))
                        .toList());
    }

    private void write(TrueRows shard, AlteredTable table) {
        long id = shard.nextId();
        shard.change(
                table.name(),
                id,
                table.insert(id, table.values()),
                table.insert(id, table.altered()));
        shard.change(
                table.name(),
                id,
                id + MOVED,
                "update %s set id = id + %d where id = %d".formatted(table.name(), MOVED, id));
    }

    /** Inserts rows until some of the log, and all of them, have come of each shard. */
    void awaitLog(ChangelogJob job) throws Exception {
        AlteredTable table = tables.get(0);
        for (TrueRows shard : shards) {
            String start = shard.shard() + " " + table.name() + " c";
            while (job.lines().stream().noneMatch(line -> line.startsWith(start))) {
                shard.change(table.name(), nextId, table.insert(nextId, table.values()));
                nextId++;
                job.awaitChange();
            }
        }
        List<String> last =
                shards.stream()
                        .map(shard -> shard.lines().get(shard.lines().size() - 1))
                        .map(projection)
                        .toList();
        job.await(lines -> lines.stream().map(projection).toList().containsAll(last));
        seen = job.lines().size();
    }

    private int seen;

    /** Forgets what had to come so far. */
    void clearLines() {
        shards.forEach(shard -> shard.lines().clear());
    }

    /** Restores the job, and waits until the lines since {@link #clearLines} have come. */
    void assertRestored(VitessSourceBuilder<String> source, String savepoint) throws Exception {
        seen = 0;
        try (ChangelogJob job = ChangelogJob.restore(source.build(), 2, savepoint)) {
            assertSame(job);
        }
    }

    /** Waits until the lines since {@link #clearLines} have come, and none but these. */
    void assertSame(ChangelogJob job) throws Exception {
        List<String> expected =
                shards.stream().flatMap(shard -> shard.lines().stream()).map(projection).toList();
        job.await(lines -> rows(lines).size() >= expected.size());
        SortedMap<String, List<String>> came = byTable(rows(job.lines()));
        byTable(expected)
                .forEach(
                        (table, lines) ->
                                assertThat(came.getOrDefault(table, List.of()))
                                        .as(table)
                                        .containsExactlyElementsOf(lines));
        assertThat(rows(job.lines())).hasSameSizeAs(expected);
    }

    private List<String> lines() {
        return shards.stream().flatMap(shard -> shard.lines().stream()).map(projection).toList();
    }

    private List<String> rows(List<String> lines) {
        return lines.stream().skip(seen).filter(line -> !isDdl(line)).toList();
    }

    /** What filled rows of each table and shard look like now, but for their keys. */
    List<String> filledImages() {
        return shards.stream()
                .flatMap(
                        shard ->
                                tables.stream()
                                        .map(table -> shard.line(table.name(), 2 * MOVED))
                                        .map(AlteredTables::withoutKey))
                .toList();
    }

    private static String withoutKey(String line) {
        return line.replaceFirst(" (r|c|u\\+) \\{id=\\d+", " {");
    }

    /**
     * Waits until the last image of each row has come, copied or logged, and holds it against what
     * it has to be.
     *
     * @param filled how many rows each table and shard was filled with
     * @param images what these may look like: as they were copied, before or after an alteration
     */
    void assertReplayed(ChangelogJob job, int filled, Set<String> images) throws Exception {
        SortedMap<String, String> expected = replay(lines());
        job.await(lines -> replay(lines).size() == expected.size() + filledRows(filled));
        SortedMap<String, String> came = replay(job.lines());
        expected.forEach((row, image) -> assertThat(came.remove(row)).as(row).isEqualTo(image));
        assertThat(new TreeSet<>(came.values())).isSubsetOf(images);
    }

    private int filledRows(int each) {
        return each * tables.size() * shards.size();
    }

    /** The last image of each row, by shard, table and key. */
    private static SortedMap<String, String> replay(List<String> lines) {
        SortedMap<String, String> rows = new TreeMap<>();
        for (String line : lines) {
            Matcher row = ROW.matcher(line);
            if (row.lookingAt() && Set.of("d", "u-").contains(row.group(2))) {
                rows.remove(row.group(1) + " " + row.group(3));
            } else if (row.lookingAt()) {
                rows.put(row.group(1) + " " + row.group(3), withoutKey(line));
            }
        }
        return rows;
    }

    static boolean isDdl(String line) {
        return line.startsWith("ddl");
    }

    /** The rows of each table and shard, in their order. */
    static SortedMap<String, List<String>> byTable(List<String> lines) {
        return lines.stream()
                .collect(
                        Collectors.groupingBy(
                                line -> line.substring(0, line.indexOf(' ', line.indexOf(' ') + 1)),
                                TreeMap::new,
                                Collectors.toList()));
    }
}
