// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.cdc.common.event.TableId;
import org.apache.flink.cdc.common.schema.Schema;
import org.apache.flink.cdc.common.source.MetadataAccessor;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;

/**
 * What a Vitess cluster has now: keyspaces are schemas, and there are no namespaces. Each question
 * has a connection of its own. Any thread may use it.
 */
final class VitessMetadataAccessor implements MetadataAccessor {

    private final VitessSourceConfig config;

    VitessMetadataAccessor(VitessSourceConfig config) {
        this.config = config;
    }

    private <T> T ask(Function<VitessClient, T> question) {
        try (VitessClient client =
                new VitessClient(config.connection(), config.retry().interactive())) {
            return question.apply(client);
        }
    }

    /**
     * Not possible.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public List<String> listNamespaces() {
        throw new UnsupportedOperationException("Vitess has no namespaces: list its schemas");
    }

    @Override
    public List<String> listSchemas(String namespace) {
        return ask(VitessClient::keyspaces);
    }

    /**
     * The tables of a keyspace.
     *
     * @param keyspace the keyspace; that of the source if it is null
     */
    @Override
    public List<TableId> listTables(String namespace, String keyspace) {
        String listed = Optional.ofNullable(keyspace).orElse(config.keyspace());
        return ask(client -> client.tables(listed)).stream()
                .map(table -> TableId.tableId(listed, table))
                .toList();
    }

    /**
     * The columns of a table.
     *
     * @throws IllegalArgumentException if there is no such table, or a column cannot be read
     */
    @Override
    public Schema getTableSchema(TableId table) {
        List<String> named = List.of(table.getTableName());
        return ask(client -> client.describe(table.getSchemaName(), named, config.tabletType()))
                .stream()
                .findFirst()
                .map(description -> PipelineTypes.schema(description.schema()))
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "Keyspace '%s' has no table '%s'"
                                                .formatted(
                                                        table.getSchemaName(),
                                                        table.getTableName())));
    }
}
