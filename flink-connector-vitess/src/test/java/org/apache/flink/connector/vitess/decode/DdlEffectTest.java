// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import static org.apache.flink.connector.vitess.testing.Responses.schemas;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.connector.vitess.change.SchemaChange;
import org.apache.flink.connector.vitess.ddl.DdlStatement;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What statements do to the tables {@code a} and {@code b}, of which {@code c} is not copied. */
class DdlEffectTest {

    private static final ShardPosition BEFORE =
            ShardPosition.inLog("MySQL56/u:1-6", List.of("a", "b"))
                    .withTables(List.of("a", "b", "c"))
                    .withSchemas(schemas("a", "b"));

    @Test
    void anAlterationThatTellsTheColumnsIsNotAskedFor() {
        DdlEffect effect = effect("alter table shop.a rename column name to title, add x int");

        assertThat(effect.toLearn()).isEmpty();
        assertThat(effect.schemas().get("b")).isEqualTo(BEFORE.schemas().get("b"));
        assertThat(names(effect.schemas().get("a"))).containsExactly("id", "title", "x");
        SchemaChange change = effect.changes().get(0);
        assertThat(effect.changes()).hasSize(1);
        assertThat(change.shard()).isEqualTo(Decoders.SHARD);
        assertThat(change.table()).isEqualTo("a");
        assertThat(change.gtid()).isEqualTo("MySQL56/u:1-7");
        assertThat(change.statement()).contains("rename column name to title");
        assertThat(change.before()).isEqualTo(BEFORE.schemas().get("a").map(SchemaVersion::schema));
        assertThat(change.after()).isEqualTo(effect.schemas().get("a").map(SchemaVersion::schema));
        assertThat(change.renamed()).isEqualTo(Map.of("name", "title"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table a add column x int not null unique",
                "alter table a drop primary key, add primary key (name)",
                "alter table a convert to charset latin1",
                "alter table a drop index i"
            })
    void whatIsNotTheWholeTruthIsAskedForAndUsedUntilThen(String statement) {
        DdlEffect effect = effect(statement);

        assertThat(effect.toLearn()).containsExactly("a");
        assertThat(effect.schemas().get("a")).isPresent();
        assertThat(effect.changes().get(0).after()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table a drop column nobody_knows",
                "alter table a add column x int zerofill",
                "create table a (x int)",
                "create table a like z",
                "rename table a to _a_old, _a_new to a",
                "rename table a to z, z to x, x to y, q to a",
            })
    void columnsThatTheStatementDoesNotTellAreUnknown(String statement) {
        DdlEffect effect = effect(statement);

        assertThat(effect.toLearn()).containsExactly("a");
        assertThat(effect.schemas().get("a")).isEmpty();
        assertThat(effect.schemas().get("b")).isPresent();
        assertThat(effect.changes())
                .singleElement()
                .satisfies(c -> assertThat(c.after()).isEmpty());
    }

    @Test
    void afterAStatementThatCannotBeReadNothingIsKnown() {
        DdlEffect effect = effect("alter table a frobnicate");

        assertThat(effect.toLearn()).isEqualTo(Set.of("a", "b"));
        assertThat(effect.schemas().versions()).isEmpty();
        assertThat(effect.changes()).extracting(SchemaChange::table).containsExactly("a", "b");
    }

    @Test
    void anIndexMayBeTheKeyOnlyOfATableWithoutPrimaryKey() {
        ShardPosition keyless =
                BEFORE.withSchema(
                        new SchemaVersion(
                                BEFORE.schemas()
                                        .get("a")
                                        .map(DdlEffectTest::withoutKey)
                                        .orElseThrow(),
                                255));

        assertThat(effect("create unique index i on a (name)").changes()).isEmpty();
        assertThat(effect(keyless, "create unique index i on a (name)").toLearn())
                .containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table a comment = 'x', add index (name), engine = innodb",
                "alter table a alter column name set default 'x'",
                "alter table other drop column id",
                "alter table A drop column id",
                "alter table c drop column id",
                "create table if not exists a (x int)",
                "rename table x to y",
                "rename table a to x, x to a",
                "create view a_view as select * from a",
                "create index i on other (x)"
            })
    void otherStatementsHaveNoEffect(String statement) {
        DdlEffect effect = effect(statement);

        assertThat(effect.changes()).isEmpty();
        assertThat(effect.toLearn()).isEmpty();
        assertThat(effect.schemas()).isSameAs(BEFORE.schemas());
    }

    @Test
    void aTableThatWasNotKnownIsAskedFor() {
        ShardPosition unknown = BEFORE.withSchemas(BEFORE.schemas().without("a"));
        DdlEffect effect = effect(unknown, "alter table a add x int");

        assertThat(effect.toLearn()).containsExactly("a");
        assertThat(effect.changes().get(0).before()).isEmpty();
        assertThat(effect.changes().get(0).after()).isEmpty();
    }

    private static TableSchema withoutKey(SchemaVersion version) {
        return new TableSchema(
                version.schema().keyspace(),
                version.table(),
                version.schema().columns().stream()
                        .map(
                                column ->
                                        new Column(
                                                column.name(),
                                                column.type(),
                                                column.columnType(),
                                                column.collation(),
                                                false,
                                                column.notNull()))
                        .toList());
    }

    private static DdlEffect effect(String statement) {
        return effect(BEFORE, statement);
    }

    private static DdlEffect effect(ShardPosition before, String statement) {
        return DdlEffect.of(
                Decoders.SHARD, before, "MySQL56/u:1-7", statement, DdlStatement.parse(statement));
    }

    private static List<String> names(Optional<SchemaVersion> version) {
        return version.orElseThrow().schema().columns().stream().map(Column::name).toList();
    }
}
