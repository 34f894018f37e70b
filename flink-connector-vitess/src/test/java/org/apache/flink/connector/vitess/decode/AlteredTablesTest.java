// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import static org.apache.flink.connector.vitess.decode.Decoders.decode;
import static org.apache.flink.connector.vitess.decode.Decoders.decoder;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.BEGIN;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.COMMIT;
import static org.apache.flink.connector.vitess.testing.Responses.change;
import static org.apache.flink.connector.vitess.testing.Responses.column;
import static org.apache.flink.connector.vitess.testing.Responses.copied;
import static org.apache.flink.connector.vitess.testing.Responses.copiedField;
import static org.apache.flink.connector.vitess.testing.Responses.ddl;
import static org.apache.flink.connector.vitess.testing.Responses.event;
import static org.apache.flink.connector.vitess.testing.Responses.field;
import static org.apache.flink.connector.vitess.testing.Responses.fields;
import static org.apache.flink.connector.vitess.testing.Responses.logged;
import static org.apache.flink.connector.vitess.testing.Responses.response;
import static org.apache.flink.connector.vitess.testing.Responses.row;
import static org.apache.flink.connector.vitess.testing.Responses.schema;
import static org.apache.flink.connector.vitess.testing.Responses.schemas;
import static org.apache.flink.connector.vitess.testing.Responses.vgtid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.position.EndPosition.Never;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.schema.Column;
import org.junit.jupiter.api.Test;

/** What the decoder makes of a log with DDL statements in it, whatever columns a tablet names. */
class AlteredTablesTest {

    private static final ShardPosition IN_LOG =
            ShardPosition.inLog("MySQL56/u:1-6", List.of("a", "b")).withSchemas(schemas("a", "b"));

    private static final Field ID = column("id", Type.INT64, "bigint", 63, 53251);
    private static final Field NAME = column("name", Type.VARCHAR, "varchar(9)", 255, 0);
    private static final Field X = column("x", Type.INT32, "int", 63, 0);

    @Test
    void rowsOfTheLogHaveTheColumnsOfThePositionWhateverTheTabletCallsThem() {
        for (VEvent claim :
                List.of(
                        fields("a", ID, NAME),
                        fields("a", X, ID),
                        fields(
                                "a",
                                column("@1", Type.INT64, "", 63, 0),
                                column("@2", Type.VARCHAR, "", 255, 0)))) {
            assertThat(lines(decode(IN_LOG, transaction(7, claim, row("1", "x")))))
                    .containsExactly("id=1 name=x");
        }
    }

    @Test
    void aStatementInsideAResponseDividesTheRows() {
        VStreamDecoder decoder = decoder(IN_LOG);
        List<ChangeBatch> batches =
                decode(
                        decoder,
                        together(
                                // The tablet knows the column already.
                                transaction(7, fields("a", X, ID), row("1", "x")),
                                new VEvent[] {
                                    vgtid("MySQL56/u:1-8"), ddl("alter table a add x int first")
                                },
                                transaction(9, fields("a", X, ID, NAME), row("5", "2", "y"))));

        assertThat(lines(batches)).containsExactly("id=1 name=x", "x=5 id=2 name=y");
        assertThat(batches).hasSize(3);
        assertThat(batches.get(0).after()).isEqualTo(IN_LOG.withGtid("MySQL56/u:1-7"));
        assertThat(batches.get(0).schemaChanges()).isEmpty();
        assertThat(batches.get(1).changes()).isEmpty();
        assertThat(batches.get(1).after().gtid()).isEqualTo("MySQL56/u:1-8");
        assertThat(batches.get(1).toLearn()).isEmpty();
        assertThat(batches.get(1).schemaChanges())
                .singleElement()
                .satisfies(change -> assertThat(change.table()).isEqualTo("a"))
                .satisfies(
                        change ->
                                assertThat(change.added())
                                        .extracting(Column::name)
                                        .containsExactly("x"));
        assertThat(batches.get(2).after().schemas()).isEqualTo(batches.get(1).after().schemas());
        assertThat(batches.get(2).after().schemas()).isNotEqualTo(IN_LOG.schemas());
    }

    @Test
    void severalStatementsInOneResponseComeInTheirOrder() {
        List<ChangeBatch> batches =
                decode(
                        IN_LOG,
                        together(
                                statement(7, "alter table a rename column name to n"),
                                transaction(8, field("a"), row("1", "x")),
                                statement(9, "alter table a add x int after id"),
                                transaction(10, fields("a", ID, X, NAME), row("2", "5", "y")),
                                statement(11, "alter table a drop n"),
                                transaction(12, fields("a", ID, X), row("3", "6"))));

        assertThat(lines(batches)).containsExactly("id=1 n=x", "id=2 x=5 n=y", "id=3 x=6");
        assertThat(batches)
                .extracting(batch -> batch.after().gtid().replaceAll(".*-", ""))
                .containsExactly("7", "8", "9", "10", "11", "12");
    }

    /** What the server names after a statement is a claim as before. */
    @Test
    void theColumnsThatWereAnnouncedBeforeAStatementAreNotThoseAfterIt() {
        List<ChangeBatch> batches =
                decode(
                        IN_LOG,
                        together(
                                transaction(7, field("a"), row("1", "x")),
                                statement(8, "alter table a rename column name to n"),
                                transaction(9, field("a"), row("2", "y"))));

        assertThat(lines(batches)).containsExactly("id=1 name=x", "id=2 n=y");
    }

    @Test
    void nothingIsReadAfterAStatementWhoseColumnsHaveToBeLearned() {
        VStreamDecoder decoder = decoder(IN_LOG);
        List<ChangeBatch> before =
                decoder.decode(
                        response(
                                together(
                                        transaction(7, field("a"), row("1", "x")),
                                        statement(8, "rename table a to _old, _new to a"),
                                        transaction(9, fields("a", ID, X), row("2", "5")))));

        assertThat(lines(before)).containsExactly("id=1 name=x");
        assertThat(before.get(before.size() - 1).toLearn()).containsExactly("a");
        assertThat(before.get(before.size() - 1).after().schemas().get("a")).isEmpty();

        decoder.know(schema("a", ID, X));
        List<ChangeBatch> after = decoder.resume();
        after = after.isEmpty() ? decoder.rest() : after;
        assertThat(lines(after)).containsExactly("id=2 x=5");
        assertThat(after.get(0).after().schemas().get("a")).contains(schema("a", ID, X));
        assertThat(decoder.resume()).isEmpty();
    }

    @Test
    void aResponseMayHaveSeveralStatementsToLearnFrom() {
        VStreamDecoder decoder = decoder(IN_LOG);
        List<ChangeBatch> first =
                decoder.decode(
                        response(
                                together(
                                        statement(7, "rename table a to _old, _new to a"),
                                        statement(8, "rename table b to _old, _new to b"),
                                        transaction(9, field("b"), row("1", "x")))));
        List<ChangeBatch> second = decoder.resume();

        assertThat(first).singleElement().satisfies(b -> assertThat(b.toLearn()).contains("a"));
        assertThat(second).singleElement().satisfies(b -> assertThat(b.toLearn()).contains("b"));
        decoder.know(schema("b", ID, NAME));
        assertThat(decoder.resume()).isEmpty();
        assertThat(lines(decoder.rest())).containsExactly("id=1 name=x");
    }

    @Test
    void unknownColumnsFailOnlyOnceARowComes() {
        VStreamDecoder decoder = decoder(IN_LOG);
        decoder.decode(response(statement(7, "rename table a to _old, _new to a")));
        decoder.resume();

        assertThat(decode(decoder, transaction(8, field("b"), row("1", "x")))).hasSize(1);
        assertThat(decode(decoder, event(BEGIN), field("a"), vgtid("MySQL56/u:1-9"), event(COMMIT)))
                .hasSize(1);
        assertThatThrownBy(() -> decode(decoder, transaction(10, field("a"), row("1", "x"))))
                .isInstanceOf(StreamFormatException.class)
                .hasMessageContaining("shop/-80")
                .hasMessageContaining("after position 'MySQL56/u:1-9'")
                .hasMessageContaining(
                        "a row of table 'a' was written between two statements that alter");
    }

    @Test
    void anotherStatementMakesUnknownColumnsKnownAgain() {
        VStreamDecoder decoder = decoder(IN_LOG);
        decoder.decode(response(statement(7, "rename table a to _old, _new to a")));
        decoder.resume();
        decoder.decode(response(statement(8, "alter table a add x int")));
        decoder.know(schema("a", ID, X));

        assertThat(decoder.resume()).isEmpty();
        assertThat(lines(decode(decoder, transaction(9, field("a"), row("1", "5")))))
                .containsExactly("id=1 x=5");
    }

    @Test
    void anotherNumberOfColumnsThanThePositionHasIsRefused() {
        assertThatThrownBy(() -> decode(IN_LOG, fields("a", ID, NAME, X)))
                .isInstanceOf(StreamFormatException.class)
                .hasMessageContaining("the binary log has 3 columns of table 'a', not the 2");
    }

    @Test
    void onlyTheWantedColumnsComeOut() {
        VStreamDecoder decoder =
                new VStreamDecoder(
                        Decoders.SHARD,
                        IN_LOG.withSchema(schema("a", ID, X, NAME)),
                        new Never(),
                        new Selection(table -> List.of("name"), true, false),
                        new FixedCollations(Map.of()),
                        Decoders.HOLDS);

        assertThat(
                        lines(
                                decode(
                                        decoder,
                                        transaction(
                                                7, fields("a", ID, NAME, X), row("1", "5", "y")))))
                .containsExactly("id=1 name=y");
    }

    @Test
    void theColumnsOfACopyAreToldOnceToBeVerified() {
        VStreamDecoder decoder = decoder(ShardPosition.beforeCopy(List.of("a")));
        decode(decoder, event(BEGIN), copiedField("a"), vgtid("MySQL56/u:1-5", "a", null));

        assertThat(decoder.takeCopied()).contains(schema("a", ID, NAME).schema());
        assertThat(decoder.takeCopied()).isEmpty();
        assertThat(
                        lines(
                                decode(
                                        decoder,
                                        copied("a", row("1", "x")),
                                        vgtid("MySQL56/u:1-5", "a", "1"),
                                        event(COMMIT))))
                .containsExactly("id=1 name=x");
    }

    private static VEvent[] transaction(int number, VEvent fields, Row row) {
        return new VEvent[] {
            event(BEGIN),
            fields,
            logged("u:" + number, fields.getFieldEvent().getTableName(), change(null, row)),
            vgtid("MySQL56/u:1-" + number),
            event(COMMIT)
        };
    }

    private static VEvent[] statement(int number, String statement) {
        return new VEvent[] {vgtid("MySQL56/u:1-" + number), ddl(statement)};
    }

    private static VEvent[] together(VEvent[]... parts) {
        return Stream.of(parts).flatMap(Stream::of).toArray(VEvent[]::new);
    }

    private static List<String> lines(List<ChangeBatch> batches) {
        return batches.stream()
                .flatMap(batch -> batch.changes().stream())
                .map(RowChange::after)
                .map(image -> line(image.orElseThrow()))
                .toList();
    }

    private static String line(RowImage image) {
        List<Column> columns = image.schema().columns();
        return IntStream.range(0, columns.size())
                .mapToObj(
                        i ->
                                columns.get(i).name()
                                        + "="
                                        + new String(image.bytes(i), StandardCharsets.UTF_8))
                .collect(Collectors.joining(" "));
    }
}
