// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.schema.TableSchemas;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.junit.jupiter.api.Test;

/** How the columns of tables are stored. */
class SchemasFormatTest {

    private static final List<String> WORDS =
            List.of(
                    "account",
                    "address",
                    "amount",
                    "balance",
                    "batch",
                    "category",
                    "channel",
                    "city",
                    "code",
                    "comment",
                    "country",
                    "created",
                    "currency",
                    "customer",
                    "delivery",
                    "discount",
                    "email",
                    "event",
                    "external",
                    "invoice",
                    "item",
                    "label",
                    "language",
                    "limit",
                    "merchant",
                    "method",
                    "name",
                    "note",
                    "number",
                    "order",
                    "origin",
                    "owner",
                    "parent",
                    "payment",
                    "phone",
                    "position",
                    "price",
                    "product",
                    "quantity",
                    "rate",
                    "reason",
                    "reference",
                    "region",
                    "retry",
                    "segment",
                    "session",
                    "shipment",
                    "source",
                    "state",
                    "status",
                    "stock",
                    "supplier",
                    "target",
                    "tax",
                    "total",
                    "type",
                    "updated",
                    "user",
                    "value",
                    "version",
                    "warehouse",
                    "weight",
                    "zip",
                    "zone");

    /** Real ones have fewer different columns. */
    @Test
    @Fault("E7")
    void theColumnsOfThousandsOfTablesAreSmall() throws IOException {
        TableSchemas schemas = tables(2_000, new Random(14));
        byte[] stored = write(schemas);

        System.out.printf(
                "2,000 tables of 30 columns, %d of them different, take %d bytes%n",
                schemas.versions().stream()
                        .flatMap(version -> version.schema().columns().stream())
                        .distinct()
                        .count(),
                stored.length);
        assertThat(stored.length).isLessThan(768 << 10);
        assertThat(read(stored)).isEqualTo(schemas);
    }

    @Test
    void tablesThatAreAlikeShareTheirColumns() throws IOException {
        List<SchemaVersion> alike = new ArrayList<>();
        TableSchema first = tables(1, new Random(1)).versions().iterator().next().schema();
        for (int i = 0; i < 2_000; i++) {
            alike.add(new SchemaVersion(new TableSchema("shop", "t" + i, first.columns()), 255));
        }
        byte[] stored = write(TableSchemas.of(alike));

        assertThat(stored.length).isLessThan(16 << 10);
        assertThat(read(stored)).isEqualTo(TableSchemas.of(alike));
    }

    @Test
    void theBytesAreMadeOnceForAllPositionsBetweenTwoStatements() {
        AtomicInteger made = new AtomicInteger();
        TableSchemas schemas = tables(2, new Random(2));
        ShardPosition position =
                ShardPosition.inLog("MySQL56/u:1-6", List.of("t0", "t1")).withSchemas(schemas);
        List<ShardPosition> positions =
                List.of(
                        position,
                        position.withGtid("MySQL56/u:1-7"),
                        position.withOpenTransaction("u:7", 5),
                        position.withWhere("`id` > 5"));

        for (ShardPosition one : positions) {
            one.schemas()
                    .stored(
                            same -> {
                                made.incrementAndGet();
                                return new byte[] {1};
                            });
        }
        assertThat(made).hasValue(1);
        SchemaVersion altered =
                new SchemaVersion(
                        new TableSchema("shop", "t0", List.of(column("x", new Random(1)))), 255);
        position.withSchema(altered)
                .schemas()
                .stored(
                        other -> {
                            made.incrementAndGet();
                            return new byte[] {2};
                        });
        assertThat(made).as("after a statement").hasValue(2);
    }

    @Test
    void nothingIsStoredAsNothing() throws IOException {
        assertThat(write(TableSchemas.empty())).containsExactly(0, 0, 0, 0);
        assertThat(read(new byte[4])).isEqualTo(TableSchemas.empty());
    }

    @Test
    void eachTypeAndFlagIsStored() throws IOException {
        List<Column> columns = new ArrayList<>();
        for (MySqlType type : MySqlType.values()) {
            int i = columns.size();
            columns.add(new Column("c" + i, type, "ünï'", 300 + i, i % 2 == 0, i % 3 == 0));
        }
        TableSchemas all =
                TableSchemas.of(
                        List.of(new SchemaVersion(new TableSchema("shop", "täble", columns), 0)));

        assertThat(read(write(all))).isEqualTo(all);
    }

    @Test
    void damagedBytesAreRefused() throws IOException {
        byte[] stored = write(tables(1, new Random(3)));
        stored[stored.length / 2] ^= 1;

        assertThatThrownBy(() -> read(stored)).isInstanceOf(IOException.class);
    }

    private static TableSchemas tables(int count, Random random) {
        return TableSchemas.of(
                IntStream.range(0, count)
                        .mapToObj(
                                i ->
                                        new SchemaVersion(
                                                new TableSchema("shop", "t" + i, columns(random)),
                                                255))
                        .toList());
    }

    private static List<Column> columns(Random random) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("id", MySqlType.UINT64, "bigint unsigned", 63, true, true));
        for (int i = 1; i < 30; i++) {
            columns.add(column(word(random) + "_" + word(random) + "_" + word(random), random));
        }
        return columns;
    }

    private static Column column(String name, Random random) {
        boolean notNull = random.nextBoolean();
        return switch (random.nextInt(7)) {
            case 0 -> new Column(name, MySqlType.INT64, "bigint", 63, false, notNull);
            case 1 -> new Column(name, MySqlType.INT32, "int unsigned", 63, false, notNull);
            case 2 -> new Column(name, MySqlType.DATETIME, "datetime(6)", 63, false, notNull);
            case 3 -> new Column(name, MySqlType.DECIMAL, "decimal(12,2)", 63, false, notNull);
            case 4 -> new Column(name, MySqlType.JSON, "json", 63, false, notNull);
            case 5 ->
                    new Column(
                            name,
                            MySqlType.ENUM,
                            "enum('" + word(random) + "','" + word(random) + "')",
                            255,
                            false,
                            notNull);
            default ->
                    new Column(
                            name,
                            MySqlType.VARCHAR,
                            "varchar(" + (1 + random.nextInt(255)) + ")",
                            255,
                            false,
                            notNull);
        };
    }

    private static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static byte[] write(TableSchemas schemas) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SchemasFormat.write(new DataOutputStream(bytes), schemas);
        return bytes.toByteArray();
    }

    private static TableSchemas read(byte[] stored) throws IOException {
        return SchemasFormat.read(new DataInputStream(new ByteArrayInputStream(stored)), "shop");
    }
}
