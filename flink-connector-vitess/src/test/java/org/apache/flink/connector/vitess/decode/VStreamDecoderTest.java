// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import static org.apache.flink.connector.vitess.decode.Decoders.decode;
import static org.apache.flink.connector.vitess.decode.Decoders.decoder;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.BEGIN;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.COMMIT;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.COPY_COMPLETED;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.HEARTBEAT;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.OTHER;
import static org.apache.flink.connector.vitess.testing.Responses.change;
import static org.apache.flink.connector.vitess.testing.Responses.column;
import static org.apache.flink.connector.vitess.testing.Responses.copied;
import static org.apache.flink.connector.vitess.testing.Responses.copiedField;
import static org.apache.flink.connector.vitess.testing.Responses.copiedFields;
import static org.apache.flink.connector.vitess.testing.Responses.ddl;
import static org.apache.flink.connector.vitess.testing.Responses.event;
import static org.apache.flink.connector.vitess.testing.Responses.field;
import static org.apache.flink.connector.vitess.testing.Responses.logged;
import static org.apache.flink.connector.vitess.testing.Responses.row;
import static org.apache.flink.connector.vitess.testing.Responses.schemas;
import static org.apache.flink.connector.vitess.testing.Responses.vgtid;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.connector.vitess.change.RowChange.Kind;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.position.TableCopy.NotStarted;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.testing.Responses;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.junit.jupiter.api.Test;

/** What the decoder makes of a stream. */
class VStreamDecoderTest {

    private static final List<String> TABLES = List.of("a", "b");

    private static final ShardPosition IN_LOG =
            ShardPosition.inLog("MySQL56/u:1-6", TABLES).withSchemas(schemas("a", "b"));

    private static final ShardPosition BEFORE_COPY = ShardPosition.beforeCopy(TABLES);

    @Test
    void aTransactionIsOneBatchWithThePositionAfterIt() {
        List<ChangeBatch> batches =
                decode(
                        IN_LOG,
                        event(BEGIN),
                        field("a"),
                        logged("a", change(null, row("1", "x"))),
                        logged("a", change(row("1", "x"), row("1", null))),
                        logged("a", change(row("1", null), null)),
                        vgtid("MySQL56/u:1-7"),
                        event(COMMIT));

        assertThat(batches).hasSize(1);
        assertThat(batches.get(0).after()).isEqualTo(IN_LOG.withGtid("MySQL56/u:1-7"));
        assertThat(batches.get(0).changes())
                .extracting(org.apache.flink.connector.vitess.change.RowChange::kind)
                .containsExactly(Kind.INSERT, Kind.UPDATE, Kind.DELETE);
        assertThat(batches.get(0).changes())
                .allSatisfy(
                        change -> {
                            assertThat(change.source().shard()).isEqualTo(Decoders.SHARD);
                            assertThat(change.source().table()).isEqualTo("a");
                            assertThat(change.source().gtid()).endsWith(":7");
                            assertThat(change.source().changed())
                                    .contains(Instant.ofEpochSecond(Responses.COMMITTED));
                        });
        assertThat(batches.get(0).changes().get(1).before().orElseThrow().bytes("name"))
                .isEqualTo("x".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aTransactionMayComeInSeveralResponses() {
        VStreamDecoder decoder = decoder(IN_LOG);

        assertThat(
                        decode(
                                decoder,
                                event(BEGIN),
                                field("a"),
                                logged("a", change(null, row("1", "x")))))
                .isEmpty();
        assertThat(decode(decoder, logged("a", change(null, row("2", "y"))))).isEmpty();
        assertThat(decode(decoder, vgtid("MySQL56/u:1-7"), event(COMMIT)))
                .singleElement()
                .satisfies(batch -> assertThat(batch.changes()).hasSize(2));
    }

    @Test
    void aPositionIsSafeOnlyOnceItsEndHasCome() {
        VStreamDecoder decoder = decoder(IN_LOG);

        assertThat(decode(decoder, vgtid("MySQL56/u:1-7"))).isEmpty();
        assertThat(decode(decoder, event(OTHER)))
                .containsExactly(new ChangeBatch(List.of(), IN_LOG.withGtid("MySQL56/u:1-7")));
        assertThat(decode(decoder, vgtid("MySQL56/u:1-8"), ddl("create view v as select 1")))
                .containsExactly(new ChangeBatch(List.of(), IN_LOG.withGtid("MySQL56/u:1-8")));
    }

    @Test
    void mySqlIsAskedForTheCollationsThatVitessDoesNotKnow() {
        VStreamDecoder decoder = decoder(BEFORE_COPY, Map.of("v", 28));

        List<ChangeBatch> batches =
                decode(
                        decoder,
                        event(BEGIN),
                        copiedFields(
                                "a",
                                column("id", Type.INT64, "bigint", 63, 53251),
                                column("v", Type.VARCHAR, "varchar(20)", 0, 0),
                                column("w", Type.VARCHAR, "varchar(20)", 0, 0),
                                column("x", Type.VARCHAR, "varchar(20)", 45, 0)),
                        copied("a", row("1", "v", "w", "x")),
                        vgtid("MySQL56/u:1-5", "a", "1"),
                        event(COMMIT));

        assertThat(batches.get(0).changes().get(0).schema().columns())
                .extracting(Column::collation)
                .containsExactly(63, 28, 0, 45);
    }

    @Test
    @Fault("D17")
    void emptyTransactionsAdvanceThePosition() {
        assertThat(decode(IN_LOG, event(BEGIN), vgtid("MySQL56/u:1-7"), event(COMMIT)))
                .containsExactly(new ChangeBatch(List.of(), IN_LOG.withGtid("MySQL56/u:1-7")));
    }

    @Test
    void theTimeOfTheLogIsThatOfItsNewestCommitOfAnyTable() {
        List<ChangeBatch> batches =
                decode(
                        IN_LOG,
                        event(BEGIN),
                        vgtid("MySQL56/u:1-7"),
                        committedAt(20),
                        event(BEGIN),
                        vgtid("MySQL56/u:1-8"),
                        committedAt(19));

        assertThat(batches)
                .singleElement()
                .extracting(ChangeBatch::logTime)
                .isEqualTo(Optional.of(Instant.ofEpochSecond(20)));
    }

    @Test
    void aCopySaysNothingOfTheTimeOfTheLog() {
        List<ChangeBatch> batches =
                decode(
                        BEFORE_COPY,
                        event(BEGIN),
                        copiedField("a"),
                        copied("a", row("1", "x")),
                        vgtid("MySQL56/u:1-5", "a", "1"),
                        committedAt(20));

        assertThat(batches).isNotEmpty().allMatch(batch -> batch.logTime().isEmpty());
    }

    @Test
    void heartbeatsAndUnknownEventsAreNothing() {
        VEvent unknown = VEvent.newBuilder().setTypeValue(99).build();

        assertThat(decode(IN_LOG, event(HEARTBEAT), event(COPY_COMPLETED), unknown)).isEmpty();
    }

    @Test
    void aBeginInsideATransactionStartsItAgain() {
        List<ChangeBatch> batches =
                decode(
                        IN_LOG,
                        event(BEGIN),
                        field("a"),
                        logged("a", change(null, row("1", "x"))),
                        event(BEGIN),
                        logged("a", change(null, row("1", "x"))),
                        vgtid("MySQL56/u:1-7"),
                        event(COMMIT));

        assertThat(batches).singleElement().extracting(b -> b.changes().size()).isEqualTo(1);
    }

    @Test
    void theCopyOfATableAdvancesByItsLastPrimaryKeys() {
        VStreamDecoder decoder = decoder(BEFORE_COPY);
        String gtid = "MySQL56/u:1-5";

        List<ChangeBatch> first =
                decode(
                        decoder,
                        event(BEGIN),
                        copiedField("a"),
                        vgtid(gtid, "a", null),
                        copied("a", row("1", "x")),
                        copied("a", row("2", "y")),
                        vgtid(gtid, "a", "2"),
                        event(COMMIT));
        List<ChangeBatch> end = decode(decoder, event(BEGIN), vgtid(gtid), event(COMMIT));

        assertThat(first).hasSize(1);
        assertThat(first.get(0).changes())
                .hasSize(2)
                .allMatch(change -> change.source().snapshot());
        assertThat(first.get(0).after().gtid()).isEqualTo(gtid);
        assertThat(first.get(0).after().tables().get("a")).isInstanceOf(InProgress.class);
        assertThat(first.get(0).after().tables().get("b")).isEqualTo(new NotStarted());
        assertThat(end)
                .containsExactly(
                        new ChangeBatch(
                                List.of(),
                                BEFORE_COPY.withGtid(gtid).withTable("a", new Finished())));
    }

    @Test
    void anEmptyTableIsFinishedAfterANestedBegin() {
        List<ChangeBatch> batches =
                decode(
                        BEFORE_COPY,
                        event(BEGIN),
                        copiedField("a"),
                        vgtid("MySQL56/u:1-5", "a", null),
                        event(BEGIN),
                        vgtid("MySQL56/u:1-5"),
                        event(COMMIT));

        assertThat(batches)
                .singleElement()
                .satisfies(
                        batch -> {
                            assertThat(batch.changes()).isEmpty();
                            assertThat(batch.after().tables().get("a")).isEqualTo(new Finished());
                        });
    }

    @Test
    void finishedTablesAreStreamedWhileAnotherIsInCopy() {
        ShardPosition second =
                BEFORE_COPY
                        .withGtid("MySQL56/u:1-5")
                        .withTable("a", new Finished())
                        .withSchemas(schemas("a"));

        List<ChangeBatch> batches =
                decode(
                        second,
                        event(BEGIN),
                        field("a"),
                        logged("a", change(null, row("1", "x"))),
                        vgtid("MySQL56/u:1-6", "b", null),
                        event(COMMIT));

        assertThat(batches)
                .singleElement()
                .satisfies(
                        batch -> {
                            assertThat(batch.changes()).hasSize(1);
                            assertThat(batch.after()).isEqualTo(second.withGtid("MySQL56/u:1-6"));
                        });
    }

    @Test
    void ofATableWhoseCopyIsResumedOnlyTheChangesOfCopiedRowsComeOut() {
        VStreamDecoder decoder = copiedUpTo("100");

        List<ChangeBatch> batches =
                decode(
                        decoder,
                        event(BEGIN),
                        field("a"),
                        logged(
                                "a",
                                change(null, row("99", "copied")),
                                change(null, row("101", "not yet")),
                                change(row("100", "x"), row("100", "last copied")),
                                change(row("101", "x"), row("102", "not yet")),
                                change(row("50", "leaves"), row("150", "x")),
                                change(row("150", "x"), row("51", "enters")),
                                change(row("9", "copied"), null),
                                change(row("1000", "not yet"), null)),
                        vgtid("MySQL56/u:1-6", "a", "100"),
                        event(COMMIT));

        assertThat(batches).hasSize(1);
        assertThat(batches.get(0).changes().stream().map(VStreamDecoderTest::describe))
                .containsExactly(
                        "INSERT 99 copied",
                        "UPDATE 100 last copied",
                        "DELETE 50 leaves",
                        "INSERT 51 enters",
                        "DELETE 9 copied");
    }

    @Test
    void ofATableWhoseCopyHasNotBegunNoChangeComesOut() {
        List<ChangeBatch> batches =
                decode(
                        BEFORE_COPY,
                        event(BEGIN),
                        field("a"),
                        logged("a", change(null, row("1", "x"))),
                        vgtid("MySQL56/u:1-6", "a", null),
                        event(COMMIT));

        assertThat(batches).singleElement().satisfies(b -> assertThat(b.changes()).isEmpty());
    }

    private static VStreamDecoder copiedUpTo(String lastPk) {
        return decoder(interruptedAt(lastPk));
    }

    private static ShardPosition interruptedAt(String lastPk) {
        VEvent position = vgtid("MySQL56/u:1-5", "a", lastPk);
        return decode(BEFORE_COPY, event(BEGIN), position, event(COMMIT))
                .get(0)
                .after()
                .withSchemas(schemas("a"));
    }

    private static String describe(org.apache.flink.connector.vitess.change.RowChange change) {
        RowImage image = change.after().or(change::before).orElseThrow();
        return change.kind()
                + " "
                + new String(image.bytes("id"), StandardCharsets.UTF_8)
                + " "
                + new String(image.bytes("name"), StandardCharsets.UTF_8);
    }

    private static VEvent committedAt(long seconds) {
        return event(COMMIT).toBuilder().setTimestamp(seconds).build();
    }
}
