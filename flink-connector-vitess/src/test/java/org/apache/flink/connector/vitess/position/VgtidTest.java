// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.connector.vitess.position.Vgtid.ShardStart;
import org.junit.jupiter.api.Test;

class VgtidTest {

    private static final Optional<LastPk> UP_TO_7 = Optional.of(new LastPk(new byte[] {7}));

    private static ShardStart start(String keyspace, String shard) {
        return new ShardStart(new Shard(keyspace, shard), "MySQL56/a:1", new TreeMap<>());
    }

    @Test
    void theShardsOfOneKeyspaceStandInTheirOrder() {
        List<ShardStart> shards = List.of(start("shop", "80-"), start("shop", "-80"));

        assertThat(new Vgtid(shards).shards()).isEqualTo(shards);
    }

    @Test
    void aShardIsListedOnce() {
        assertThatThrownBy(() -> new Vgtid(List.of(start("shop", "0"), start("shop", "0"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shard shop/0 is there twice");
    }

    @Test
    void itIsOfOneKeyspace() {
        assertThatThrownBy(() -> new Vgtid(List.of(start("shop", "0"), start("shop_eu", "0"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not of 'shop' and 'shop_eu'");
    }

    @Test
    void itHasAShard() {
        assertThatThrownBy(() -> new Vgtid(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one shard");
    }

    @Test
    void oneTableIsInCopy() {
        SortedMap<String, Optional<LastPk>> tables = new TreeMap<>();
        tables.put("a", UP_TO_7);
        tables.put("b", Optional.empty());
        Shard shard = new Shard("shop", "0");

        assertThat(new ShardStart(shard, "MySQL56/a:1", tables).tablesToCopy()).isEqualTo(tables);
        tables.put("b", UP_TO_7);
        assertThatThrownBy(() -> new ShardStart(shard, "MySQL56/a:1", tables))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than one table has a 'lastpk': [a, b]");
    }
}
