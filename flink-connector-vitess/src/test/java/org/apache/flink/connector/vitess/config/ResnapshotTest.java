// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.apache.flink.connector.vitess.position.LastPk;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.apache.flink.connector.vitess.position.TableCopy.NotStarted;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.junit.jupiter.api.Test;

class ResnapshotTest {

    private static final Shard SHARD = new Shard("shop", "-80");
    private static final ShardPosition BEFORE =
            ShardPosition.inLog("MySQL56/u:1-9", List.of("item", "orders_1", "orders_2"))
                    .withSchema(schema("item"))
                    .withSchema(schema("orders_1"));

    @Test
    void theTablesAreToBeCopiedAndTheOthersStayInTheLog() {
        ShardPosition after = at(BEFORE, "item");

        assertThat(after.gtid()).isEqualTo(BEFORE.gtid());
        assertThat(after.tables().get("item")).isEqualTo(new NotStarted());
        assertThat(after.finishedTables()).containsExactly("orders_1", "orders_2");
        assertThat(after.schemas().get("item")).as("its columns may have changed").isEmpty();
        assertThat(after.schemas().get("orders_1")).isPresent();
    }

    @Test
    void anExpressionMeansAllTablesThatItMatches() {
        assertThat(at(BEFORE, "orders_.*").finishedTables()).containsExactly("item");
        assertThat(at(BEFORE, "orders_2", "item").finishedTables()).containsExactly("orders_1");
    }

    @Test
    void aRequestIsCarriedOutOnceHoweverFarItsCopyHasCome() {
        ShardPosition asked = at(BEFORE, "item", "orders_1");
        ShardPosition inCopy =
                asked.withTable("item", new InProgress(new LastPk(new byte[] {1})))
                        .withGtid("MySQL56/u:1-12");
        ShardPosition copied =
                inCopy.withTable("item", new Finished()).withTable("orders_1", new Finished());

        assertThat(at(asked, "orders_1", "item")).as("in another order").isEqualTo(asked);
        assertThat(at(inCopy, "item", "orders_1")).isEqualTo(inCopy);
        assertThat(at(copied, "item", "orders_1")).isEqualTo(copied);
    }

    @Test
    void anotherRequestIsAnother() {
        ShardPosition copied = at(BEFORE, "item").withTable("item", new Finished());

        assertThat(at(copied, "item", "orders_1").finishedTables()).containsExactly("orders_2");
    }

    @Test
    void aRestoreWithoutTheOptionForgetsTheRequestAndChangesNothingElse() {
        ShardPosition inCopy =
                at(BEFORE, "item").withTable("item", new InProgress(new LastPk(new byte[] {1})));

        ShardPosition without = Resnapshot.none().at(SHARD, inCopy);

        assertThat(without).isEqualTo(inCopy.withResnapshot(Set.of()));
        assertThat(at(without, "item").tables().get("item")).isEqualTo(new NotStarted());
    }

    @Test
    void aTransactionOfWhichRowsWereEmittedIsRefused() {
        ShardPosition open = BEFORE.withOpenTransaction("u:10", 256);

        assertThatThrownBy(() -> at(open, "orders_.*"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("shard shop/-80 is inside transaction u:10")
                .hasMessageContaining("[orders_1, orders_2] cannot be copied again")
                .hasMessageContaining("restore without 'scan.resnapshot.tables'");
        assertThat(Resnapshot.none().at(SHARD, open)).isEqualTo(open);
    }

    @Test
    void aTableOfWhichNoRowWasReadIsNoPartOfTheTransaction() {
        ShardPosition open =
                at(BEFORE, "item").withResnapshot(Set.of()).withOpenTransaction("u:10", 256);

        assertThat(at(open, "item")).isEqualTo(open.withResnapshot(Set.of("item")));
    }

    @Test
    void aPatternWithoutCapturedTableIsRefused() {
        Resnapshot resnapshot = Resnapshot.of(List.of("item", "itme"));

        assertThatThrownBy(() -> resnapshot.requireCaptured("shop", List.of("orders", "item")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'itme' in 'scan.resnapshot.tables' (scanResnapshotTables)")
                .hasMessageContaining("none of the tables [item, orders] of keyspace 'shop'")
                .hasMessageContaining("'scan.newly-added-table.enabled'");
        resnapshot.requireCaptured("shop", List.of("item", "itme"));
    }

    @Test
    void whatIsNoExpressionIsRefused() {
        assertThatThrownBy(
                        () ->
                                new TableSelection(
                                        List.of("a"),
                                        List.of(),
                                        false,
                                        Resnapshot.of(List.of("a(")),
                                        Set.of()))
                .hasMessageContaining("'scan.resnapshot.tables'")
                .hasMessageContaining("is no regular expression");
    }

    private static ShardPosition at(ShardPosition position, String... tables) {
        return Resnapshot.of(List.of(tables)).at(SHARD, position);
    }

    private static SchemaVersion schema(String table) {
        Column id = new Column("id", MySqlType.INT64, "bigint", 63, true, true);
        return new SchemaVersion(new TableSchema("shop", table, List.of(id)), 45);
    }
}
