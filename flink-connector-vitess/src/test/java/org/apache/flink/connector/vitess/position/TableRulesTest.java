// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableRulesTest {

    @Test
    void namesAreQuoted() {
        assertThat(TableRules.filter("a`Größe", "")).isEqualTo("select * from `a``Größe`");
    }

    @Test
    void allColumnsAndRowsAreAStar() {
        assertThat(TableRules.filter("t", "")).isEqualTo("select * from `t`");
    }

    @Test
    void theConditionIsKeptAsItIs() {
        assertThat(TableRules.filter("t", "`id` > 5"))
                .isEqualTo("select * from `t` where `id` > 5");
    }
}
