// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.List;
import org.apache.flink.connector.vitess.proto.binlogdata.Filter;
import org.apache.flink.connector.vitess.proto.binlogdata.Rule;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.TableLastPK;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.query.QueryResult;
import org.junit.jupiter.api.Test;

/** The statuses and texts by which a client knows what is wrong. */
abstract class ErrorsContract extends VStreamContract {
    private static final String IN_SHARD =
            "error starting stream from shard GTID keyspace:\"customer\"";

    ErrorsContract(ContractVitess vitess) {
        super(vitess);
    }

    @Test
    void aRequestWithoutAPositionIsRefused() {
        assertEnd(
                stream(tables(), flags()),
                Status.Code.INVALID_ARGUMENT,
                "failed to resolve vstream parameters: vgtid must have at least one value with a starting position in ShardGtids");
    }

    @Test
    void aPositionWithoutAShardIsRefused() {
        assertEnd(
                stream(
                        tables(),
                        flags(),
                        from("", "MySQL56/16b1039f-22b6-11ed-b765-0a43f95f28a3:1-5")),
                Status.Code.INVALID_ARGUMENT,
                "failed to resolve vstream parameters: if shards are unspecified, the Gtid value must be 'current' or empty; got: ");
    }

    @Test
    void aPositionWithoutAKeyspaceIsRefused() {
        assertEnd(
                stream(tables(), flags(), ShardGtid.newBuilder().setGtid("").build()),
                Status.Code.INVALID_ARGUMENT,
                "failed to resolve vstream parameters: for an empty keyspace, the Gtid value must be 'current': ");
    }

    @Test
    void anUnknownKeyspaceIsNamed() {
        ShardGtid nope = ShardGtid.newBuilder().setKeyspace("nope").setGtid("current").build();

        assertEnd(
                stream(tables(), flags(), nope),
                Status.Code.UNKNOWN,
                "failed to resolve vstream parameters: failed to get shards in keyspace nope: ",
                "node doesn't exist");
    }

    @Test
    void anUnknownShardIsNamed() {
        assertEnd(
                stream(tables(), flags(), from("c0-", "current")),
                Status.Code.FAILED_PRECONDITION,
                IN_SHARD,
                "failed to determine if keyspace customer has been resharded: shard provided in VGTID, c0-, not found in the customer keyspace");
    }

    @Test
    void aPositionThatIsNoGtidSetIsRefused() {
        assertEnd(
                stream(tables(), flags(), from("-80", "MySQL56/nonsense")),
                Status.Code.INTERNAL,
                IN_SHARD,
                "error in vstream for customer/-80 on tablet ",
                "could not decode position: invalid MySQL 5.6 GTID set");
    }

    @Test
    void aPositionWithoutItsFlavorIsRefused() {
        assertEnd(
                stream(tables(), flags(), from("-80", "16b1039f-22b6-11ed-b765-0a43f95f28a3:1-5")),
                Status.Code.INTERNAL,
                "could not decode position: parse error: unknown GTIDSet flavor \"\"");
    }

    /** It looks for one for 90 seconds, and only HEARTBEATs come meanwhile. */
    @Test
    void forAPositionThatTheShardNeverHadVtgateLooksForAnotherTablet() {
        StreamRecorder recorder =
                stream(
                        tables(),
                        flags().setHeartbeatInterval(1),
                        from("-80", "MySQL56/16b1039f-22b6-11ed-b765-0a43f95f28a3:1-5"));

        List<VEvent> events = recorder.await("three heartbeats", all -> all.size() >= 3);

        assertThat(events).allMatch(e -> e.getType() == VEventType.HEARTBEAT);
        assertThat(recorder.isOpen()).isTrue();
    }

    @Test
    void anUnknownTableIsNamedWhenItIsToBeCopied() {
        assertEnd(
                stream(tables("nope"), flags(), from("-80", "")),
                Status.Code.UNKNOWN,
                "persistent error in vstream for customer/-80 on tablet ",
                "; giving up",
                "table nope is not present in the database");
    }

    @Test
    void aRuleWithoutAnyTableToCopyIsRefused() {
        Filter none = Filter.newBuilder().addRules(Rule.newBuilder().setMatch("/^nope")).build();

        assertEnd(
                stream(none, flags(), from("-80", "")),
                Status.Code.UNKNOWN,
                "stream needs a position or a table to copy");
    }

    @Test
    void aLastPrimaryKeyWithoutItsFieldsIsRefused() {
        vitess.createTable(idAndName("fieldless"));
        ShardGtid start =
                from("-80", "").toBuilder()
                        .addTablePKs(
                                TableLastPK.newBuilder()
                                        .setTableName("fieldless")
                                        .setLastpk(QueryResult.getDefaultInstance()))
                        .build();

        assertEnd(
                stream(tables("fieldless"), flags(), start),
                Status.Code.UNKNOWN,
                "lastpk for table fieldless has no fields defined");
    }

    @Test
    void anUnknownColumnIsNamed() {
        vitess.createTable(idAndName("columns"));

        assertEnd(
                stream(selecting("columns", "select nope from columns"), flags(), from("-80", "")),
                Status.Code.FAILED_PRECONDITION,
                "column nope not found in table columns");
    }

    @Test
    void anOrInAFilterIsRefused() {
        vitess.createTable(idAndName("filtered"));

        assertEnd(
                stream(
                        selecting("filtered", "select * from filtered where id = 1 or id = 2"),
                        flags(),
                        from("-80", "")),
                Status.Code.UNKNOWN,
                "unsupported constraint: id = 1 or id = 2");
    }

    @Test
    void aFilterOnAnUnknownTableIsRefused() {
        vitess.createTable(idAndName("mine"));

        assertEnd(
                stream(selecting("mine", "select * from yours"), flags(), from("-80", "")),
                Status.Code.UNKNOWN,
                "table yours not found in vttablet schema");
    }

    @Test
    void aFilterOnAnotherTableIsRefusedAtTheFirstRow() {
        assertRefusedAtTheFirstRow(
                "my_own",
                "select * from yours",
                "unsupported: select expression table yours does not match the table entry name my_own");
    }

    @Test
    void anUnknownColumnIsNamedAtTheFirstRow() {
        assertRefusedAtTheFirstRow(
                "log_columns",
                "select nope from log_columns",
                "Code: FAILED_PRECONDITION\ncolumn nope not found in table log_columns\n");
    }

    @Test
    void anExactRuleWithoutASelectIsGoodForTheCopyButNotForTheLog() {
        assertRefusedAtTheFirstRow("unselected", "", "Code: INVALID_ARGUMENT\nQuery was empty\n");

        List<VEvent> copied =
                awaitCopied(stream(selecting("unselected", ""), flags(), from("-80", "")));
        assertThat(Events.rows(copied)).containsExactly("copy unselected ->[1, a]");
    }

    private void assertRefusedAtTheFirstRow(String table, String select, String text) {
        vitess.createTable(idAndName(table));
        StreamRecorder recorder =
                stream(selecting(table, select), flags(), from("-80", currentPosition("-80")));

        vitess.transaction("-80", tx -> tx.insert(table, 1, "a"));

        assertEnd(
                recorder,
                Status.Code.UNKNOWN,
                "persistent error in vstream for customer/-80 on tablet ",
                "stream (at source tablet) error @ (including the GTID we failed to process) ",
                text,
                "\nfailed to build table replication plan for table " + table);
    }

    private static Filter selecting(String table, String select) {
        return Filter.newBuilder().addRules(rule(table, select)).build();
    }

    private static void assertEnd(StreamRecorder recorder, Status.Code code, String... texts) {
        Status end = recorder.awaitEnd();

        assertThat(end.getCode()).as(end.toString()).isEqualTo(code);
        assertThat(end.getDescription()).contains(texts);
        assertThat(recorder.events()).isEmpty();
    }
}
