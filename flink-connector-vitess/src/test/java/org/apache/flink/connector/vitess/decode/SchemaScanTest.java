// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.BEGIN;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.COMMIT;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.HEARTBEAT;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.JOURNAL;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.OTHER;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.VGTID;
import static org.apache.flink.connector.vitess.testing.Responses.change;
import static org.apache.flink.connector.vitess.testing.Responses.ddl;
import static org.apache.flink.connector.vitess.testing.Responses.event;
import static org.apache.flink.connector.vitess.testing.Responses.field;
import static org.apache.flink.connector.vitess.testing.Responses.logged;
import static org.apache.flink.connector.vitess.testing.Responses.response;
import static org.apache.flink.connector.vitess.testing.Responses.row;
import static org.apache.flink.connector.vitess.testing.Responses.vgtid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.KeyspaceShard;
import org.apache.flink.connector.vitess.proto.binlogdata.MigrationType;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.junit.jupiter.api.Test;

/** What is found in the log of the tables {@code a} and {@code b} up to transaction 9. */
class SchemaScanTest {

    private static final String UUID = "8bc65c84-3fe4-11ed-a912-257f0fcdd6c9";

    private final SchemaScan scan =
            new SchemaScan(Decoders.SHARD, List.of("a", "b"), gtid(6), GtidSet.parse(gtid(9)));

    @Test
    void aLogWithoutAlterationsIsReadToItsEnd() {
        read(event(BEGIN), field("a"), logged("a", change(null, row("1", "x"))), vgtid(gtid(7)));
        read(event(COMMIT), event(HEARTBEAT), vgtid(gtid(8)), event(OTHER));
        assertThat(scan.isFinished()).isFalse();
        assertThat(scan.reached()).isEqualTo(gtid(8));

        read(event(BEGIN), vgtid(gtid(9)));
        assertThat(scan.isFinished()).as("without its COMMIT").isFalse();
        assertThat(scan.reached()).as("without its COMMIT").isEqualTo(gtid(8));
        read(event(COMMIT));
        assertThat(scan.isFinished()).isTrue();
        assertThat(scan.alterations()).isEmpty();
    }

    @Test
    void theFirstAlterationOfEachTableIsFound() {
        read(vgtid(gtid(7)), ddl("alter table a add x int"));
        read(vgtid(gtid(8)), ddl("alter table a drop x"));
        read(vgtid(gtid(9)), ddl("rename table b to _b, _b_new to b"));

        assertThat(scan.isFinished()).isTrue();
        assertThat(scan.alterations())
                .isEqualTo(
                        Map.of(
                                "a", "alter table a add x int",
                                "b", "rename table b to _b, _b_new to b"));
    }

    /** Even if it alters no column, as the columns before it are not known. */
    @Test
    void anyAlterationOfATableCounts() {
        read(vgtid(gtid(9)), ddl("alter table a comment = 'x'"));

        assertThat(scan.alterations()).containsOnlyKeys("a");
    }

    @Test
    void aStatementThatCannotBeReadMayBeOfAllTables() {
        read(vgtid(gtid(9)), ddl("nonsense"));

        assertThat(scan.alterations()).isEqualTo(Map.of("a", "nonsense", "b", "nonsense"));
    }

    @Test
    void statementsOfOtherTablesAndAfterTheEndAreIgnored() {
        read(vgtid(gtid(8)), ddl("alter table other add x int"));
        read(
                vgtid(gtid(9)),
                ddl("create view v as select 1"),
                vgtid(gtid(10)),
                ddl("alter table a add x int"));
        read(vgtid(gtid(11)), ddl("alter table b add x int"));

        assertThat(scan.isFinished()).isTrue();
        assertThat(scan.alterations()).isEmpty();
    }

    @Test
    void aJournalIsTheEnd() {
        read(event(BEGIN), journal(MigrationType.SHARDS, "-80"));
        assertThat(scan.isFinished()).as("without its COMMIT").isFalse();

        read(vgtid(gtid(8)), event(COMMIT), ddl("alter table a add x int"));
        assertThat(scan.isFinished()).isTrue();
        assertThat(scan.reached()).isEqualTo(gtid(8));
        assertThat(scan.journal().orElseThrow().targets()).containsOnlyKeys("-");
        assertThat(scan.alterations()).isEmpty();
    }

    @Test
    void journalsOfMovedTablesAndOfOtherShardsAreNotTheEnd() {
        read(journal(MigrationType.TABLES, "-80"), journal(MigrationType.SHARDS, "80-"));
        assertThat(scan.isFinished()).isFalse();

        read(vgtid(gtid(9)), ddl("alter table a add x int"));
        assertThat(scan.alterations()).containsOnlyKeys("a");
        assertThat(scan.journal()).isEmpty();
    }

    @Test
    void bytesThatAreNoResponseAreRefused() {
        byte[] empty = response(event(VGTID));
        for (byte[] response : List.of(new byte[] {10, 127}, empty)) {
            assertThatThrownBy(() -> scan.read(response))
                    .isInstanceOf(StreamFormatException.class)
                    .hasMessageContaining("Cannot look through the log of shard shop/-80");
        }
    }

    private static VEvent journal(MigrationType type, String participant) {
        Journal journal =
                Journal.newBuilder()
                        .setId(42)
                        .setMigrationType(type)
                        .addShardGtids(
                                ShardGtid.newBuilder()
                                        .setKeyspace("shop")
                                        .setShard("-")
                                        .setGtid("MySQL56/t:1-3"))
                        .addParticipants(
                                KeyspaceShard.newBuilder()
                                        .setKeyspace("shop")
                                        .setShard(participant))
                        .build();
        return event(JOURNAL).toBuilder().setJournal(journal).build();
    }

    private void read(VEvent... events) {
        scan.read(response(events));
    }

    private static String gtid(int last) {
        return "MySQL56/" + UUID + ":1-" + last;
    }
}
