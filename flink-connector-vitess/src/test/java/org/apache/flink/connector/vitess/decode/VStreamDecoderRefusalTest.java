// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import static org.apache.flink.connector.vitess.decode.Decoders.decode;
import static org.apache.flink.connector.vitess.decode.Decoders.decoder;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.BEGIN;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.COMMIT;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.UPDATE;
import static org.apache.flink.connector.vitess.testing.Responses.change;
import static org.apache.flink.connector.vitess.testing.Responses.column;
import static org.apache.flink.connector.vitess.testing.Responses.copied;
import static org.apache.flink.connector.vitess.testing.Responses.copiedField;
import static org.apache.flink.connector.vitess.testing.Responses.copiedFields;
import static org.apache.flink.connector.vitess.testing.Responses.ddl;
import static org.apache.flink.connector.vitess.testing.Responses.event;
import static org.apache.flink.connector.vitess.testing.Responses.field;
import static org.apache.flink.connector.vitess.testing.Responses.fields;
import static org.apache.flink.connector.vitess.testing.Responses.logged;
import static org.apache.flink.connector.vitess.testing.Responses.row;
import static org.apache.flink.connector.vitess.testing.Responses.schema;
import static org.apache.flink.connector.vitess.testing.Responses.schemas;
import static org.apache.flink.connector.vitess.testing.Responses.vgtid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.MigrationType;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange.Bitmap;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the decoder refuses, since it cannot be passed on correctly. */
class VStreamDecoderRefusalTest {

    private static final List<String> TABLES = List.of("a", "b");

    private static final ShardPosition IN_LOG =
            ShardPosition.inLog("MySQL56/u:1-6", TABLES).withSchemas(schemas("a", "b"));

    private static final ShardPosition BEFORE_COPY = ShardPosition.beforeCopy(TABLES);

    @Test
    void theCopyOfATableWithoutPrimaryKeyIsNotResumed() {
        VEvent keyless = copiedFields("a", column("x", Type.INT32, "int", 63, 0));
        ShardPosition interrupted = interruptedAt("100");

        assertRefused(interrupted, "as the table has no primary key", event(BEGIN), keyless);
        assertRefused(
                BEFORE_COPY,
                "vtgate resumed the copy of table 'a' by itself",
                event(BEGIN),
                keyless,
                copied("a", row("1")),
                vgtid("MySQL56/u:1-5", "a", "1"),
                event(COMMIT),
                event(BEGIN),
                keyless);
    }

    @ParameterizedTest
    @EnumSource(names = {"ENUM", "SET", "FLOAT32"})
    void theCopyOfATableIsNotResumedAfterAKeyThatMySqlComparesDifferently(Type type) {
        VEvent fields = copiedFields("a", column("k", type, "its type", 63, 53251));

        assertRefused(
                interruptedAt("100"),
                "orders and compares its key column 'k' (its type) differently",
                event(BEGIN),
                fields);
        assertThat(decode(BEFORE_COPY, event(BEGIN), fields)).isEmpty();
    }

    @Test
    void aSecondCopyIsRefused() {
        assertRefused(
                IN_LOG,
                "table 'a' is copied a second time by the server: upgrade tablets that are older"
                        + " than Vitess 23, and restart from the last checkpoint",
                event(BEGIN),
                copiedField("a"),
                copied("a", row("1", "x")));
        assertRefused(
                IN_LOG,
                "table 'a' is copied, which was not requested",
                vgtid("MySQL56/u:1-7", "a", "1"),
                event(COMMIT));
    }

    @Test
    void theRefusalNamesShardAndPosition() {
        assertRefused(
                IN_LOG,
                "shard shop/-80 after position 'MySQL56/u:1-6'",
                logged("a", change(null, row("1", "x"))));
    }

    @Test
    void aRowBeforeItsColumnsIsRefused() {
        assertRefused(
                IN_LOG,
                "a row of table 'a' came before the table's columns",
                logged("a", change(null, row("1", "x"))));
    }

    @Test
    void aRowThatDoesNotFitItsColumnsIsRefused() {
        assertRefused(
                IN_LOG,
                "a row of table 'a' does not add up",
                field("a"),
                logged("a", change(null, row("1"))));
    }

    @Test
    void unknownTypesAreRefused() {
        assertRefused(
                IN_LOG,
                "column 'x' of table 'a' has the unknown type",
                fields("a", column("x", Type.TUPLE, "", 63, 0)));
    }

    @Test
    @Fault("D8")
    void partialImagesAreRefusedByTheSettingToChange() {
        RowChange whole = change(row("1", "x"), row("1", "y"));
        Bitmap first = Bitmap.newBuilder().setCount(2).setCols(bits(0b01)).build();
        Bitmap both = Bitmap.newBuilder().setCount(2).setCols(bits(0b11)).build();

        assertRefused(
                IN_LOG,
                "binlog_row_image=FULL",
                field("a"),
                logged("a", whole.toBuilder().setDataColumns(first).build()));
        assertRefused(
                IN_LOG,
                "binlog_row_value_options",
                field("a"),
                logged("a", whole.toBuilder().setJsonPartialValues(first).build()));
        assertThat(
                        decode(
                                IN_LOG,
                                field("a"),
                                logged("a", whole.toBuilder().setDataColumns(both).build()),
                                vgtid("MySQL56/u:1-7"),
                                event(COMMIT)))
                .hasSize(1);
    }

    @Test
    void statementsInTheBinaryLogAreRefused() {
        assertRefused(IN_LOG, "binlog_format=ROW", event(UPDATE));
    }

    @Test
    void aStatementThatLosesRowsIsRefusedAndOthersAreNot() {
        assertRefused(
                IN_LOG, "'truncate table a'", vgtid("MySQL56/u:1-7"), ddl("truncate table a"));
        assertRefused(
                IN_LOG, "DROP TABLE `a`", vgtid("MySQL56/u:1-7"), ddl("/* x */ DROP TABLE `a`"));
        assertRefused(
                IN_LOG,
                "by 'rename table `d`.`a` TO `d`.`_a_old`'",
                vgtid("MySQL56/u:1-7"),
                ddl("rename table `d`.`a` TO `d`.`_a_old`"));
        assertThat(
                        decode(
                                IN_LOG,
                                vgtid("MySQL56/u:1-7"),
                                ddl("alter table a comment 'drop table a'")))
                .hasSize(1);
    }

    @Test
    void aJournalThatLeadsToAnotherKeyspaceIsRefused() {
        Journal journal =
                Journal.newBuilder()
                        .setId(42)
                        .setMigrationType(MigrationType.SHARDS)
                        .addShardGtids(ShardGtid.newBuilder().setKeyspace("other").setGtid("g"))
                        .build();
        VEvent event = VEvent.newBuilder().setType(VEventType.JOURNAL).setJournal(journal).build();

        assertRefused(IN_LOG, "journal 42 leads to keyspace 'other'", event);
    }

    @Test
    @Fault("D3")
    void labelsThatMayBeNumbersOfOldServersAreRefused() {
        for (String type : List.of("enum('2','0')", "SET('a','1')")) {
            assertRefused(
                    IN_LOG,
                    "older than Vitess 20",
                    fields("a", column("e", Type.ENUM, type, 45, 0)));
        }
        Field clear = column("e", Type.ENUM, "enum('a1')", 45, 0);
        assertThat(decode(IN_LOG.withSchema(schema("a", clear)), fields("a", clear))).isEmpty();
    }

    @Test
    void namesOfTablesWithTheKeyspaceOfOldServersAreRefused() {
        for (ShardPosition start : List.of(IN_LOG, BEFORE_COPY)) {
            assertRefused(
                    start,
                    "vtgate is older than Vitess 23 and sends table 'shop.a' with its keyspace:"
                            + " upgrade Vitess to 23 or newer",
                    event(BEGIN),
                    start == IN_LOG ? field("shop.a") : copiedField("shop.a"));
        }
        assertThat(decode(IN_LOG, field("shop.internal"))).isEmpty();
        ShardPosition dotted = ShardPosition.inLog("MySQL56/u:1-6", List.of("a", "shop.a"));
        assertThat(decode(dotted, field("shop.a"))).isEmpty();
    }

    @Test
    void positionsOfOtherShardsAreRefused() {
        assertRefused(IN_LOG, "position of other shards", vgtid("shop", "80-", "g", null));
        assertRefused(IN_LOG, "position of other shards", vgtid("nope", "-80", "g", null));
        assertRefused(IN_LOG, "a VGTID has no GTID set", vgtid(""), event(COMMIT));
    }

    @Test
    void rowsWithoutAPositionAreRefused() {
        assertRefused(
                IN_LOG,
                "a transaction with rows has no position",
                event(BEGIN),
                field("a"),
                logged("a", change(null, row("1", "x"))),
                event(COMMIT));
        assertThat(decode(IN_LOG, event(BEGIN), event(COMMIT))).isEmpty();
    }

    @Test
    void bytesThatAreNoResponseAreRefused() {
        VStreamDecoder decoder = decoder(IN_LOG);

        assertThatThrownBy(() -> decoder.decode(new byte[] {10, 127}))
                .isInstanceOf(StreamFormatException.class)
                .hasMessageContaining("shop/-80");
    }

    private static ShardPosition interruptedAt(String lastPk) {
        VEvent position = vgtid("MySQL56/u:1-5", "a", lastPk);
        return decode(BEFORE_COPY, event(BEGIN), position, event(COMMIT)).get(0).after();
    }

    @Test
    void oldRowsThatTheTabletChoseByOtherColumnsAreRefused() {
        ShardPosition conditional = IN_LOG.withWhere("`x` = 1");

        assertRefused(
                conditional,
                "rows of table 'a' were written before the table was altered, and the tablet chose"
                        + " them by the columns that it has now, where `x` = 1",
                fields(
                        "a",
                        column("id", Type.INT64, "bigint", 63, 53251),
                        column("x", Type.VARCHAR, "varchar(9)", 255, 0)));
    }

    @Test
    void rowsThatATabletChoseAreRefusedWhereTheirColumnsAreNotKnown() {
        ShardPosition unknown = ShardPosition.inLog("MySQL56/u:1-6", TABLES).withWhere("`x` = 1");

        assertRefused(
                unknown,
                "rows of table 'a' were chosen by the tablet, where `x` = 1, and the columns that the"
                        + " table had there can no longer be determined",
                field("a"));
        assertThat(decode(unknown.withWhere(""), field("a"))).isEmpty();
    }

    private static void assertRefused(ShardPosition start, String message, VEvent... events) {
        assertThatThrownBy(() -> decode(start, events))
                .isInstanceOf(StreamFormatException.class)
                .hasMessageContaining(message);
    }

    private static ByteString bits(int bits) {
        return ByteString.copyFrom(new byte[] {(byte) bits});
    }
}
