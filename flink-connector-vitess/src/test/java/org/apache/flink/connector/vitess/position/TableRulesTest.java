// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableRulesTest {

    @Test
    void namesAreQuoted() {
        assertThat(TableRules.filter("a`b", List.of("id", "x`y", "Größe"), ""))
                .isEqualTo("select `id`, `x``y`, `Größe` from `a``b`");
    }

    @Test
    void allColumnsAndRowsAreAStar() {
        assertThat(TableRules.filter("t", List.of(), "")).isEqualTo("select * from `t`");
    }

    @Test
    void theConditionStandsAsItIs() {
        assertThat(TableRules.filter("t", List.of(), "`id` > 5"))
                .isEqualTo("select * from `t` where `id` > 5");
    }
}
