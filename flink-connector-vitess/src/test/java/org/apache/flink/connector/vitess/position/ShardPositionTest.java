// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.flink.connector.vitess.position.TableCopy.Finished;
import org.apache.flink.connector.vitess.position.TableCopy.InProgress;
import org.junit.jupiter.api.Test;

class ShardPositionTest {

    private static final InProgress UP_TO_7 = new InProgress(new LastPk(new byte[] {7}));

    @Test
    void tablesAreCopiedInTheOrderOfTheirNames() {
        ShardPosition start = ShardPosition.beforeCopy(List.of("orders", "customer"));

        assertThat(start.tableToCopy()).contains("customer");
        ShardPosition second = start.withTable("customer", new Finished());
        assertThat(second.tableToCopy()).contains("orders");
        assertThat(second.finishedTables()).containsExactly("customer");
        assertThat(second.withTable("orders", new Finished()).tableToCopy()).isEmpty();
    }

    @Test
    void aCopyUnderWayContinuesBeforeAnotherBegins() {
        ShardPosition position =
                ShardPosition.beforeCopy(List.of("a", "b")).withTable("b", UP_TO_7);

        assertThat(position.tableToCopy()).contains("b");
    }

    @Test
    void onlyOneTableIsInCopy() {
        ShardPosition position =
                ShardPosition.beforeCopy(List.of("a", "b")).withTable("a", UP_TO_7);

        assertThatThrownBy(() -> position.withTable("b", UP_TO_7))
                .hasMessageContaining("More than one table in copy");
    }

    @Test
    void theLogNeedsAGtidSetAndCopiesNothing() {
        assertThat(ShardPosition.inLog("MySQL56/a:1-3", List.of("a")).tableToCopy()).isEmpty();
        assertThatThrownBy(() -> ShardPosition.inLog("", List.of("a")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTableThatIsNotCapturedHasNoPosition() {
        ShardPosition position = ShardPosition.beforeCopy(List.of("a"));

        assertThatThrownBy(() -> position.withTable("b", new Finished()))
                .hasMessageContaining("Not a captured table: b");
    }
}
