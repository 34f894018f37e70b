// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.catalog;

import static org.apache.flink.connector.vitess.table.VitessConnectorOptions.KEYSPACE;
import static org.apache.flink.connector.vitess.table.VitessConnectorOptions.TABLE_NAME;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.client.TableDescription;
import org.apache.flink.connector.vitess.rowdata.FlinkTypes;
import org.apache.flink.connector.vitess.rowdata.RowConverter;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.table.VitessDynamicTableFactory;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.logical.RowType;

/**
 * Makes the tables of Flink from those of MySQL.
 *
 * @param options the options of all tables
 */
record CatalogTableFactory(Map<String, String> options) {

    /** Names that mean themselves in a list of regular expressions. */
    private static final Pattern PLAIN = Pattern.compile("[\\w-]+");

    CatalogTableFactory {
        options = Collections.unmodifiableMap(new TreeMap<>(options));
    }

    /**
     * The table, without metadata columns: {@code CREATE TABLE ... LIKE} can add them.
     *
     * @throws IllegalArgumentException if a column's values cannot be read
     */
    CatalogTable table(TableDescription description) {
        requireReadable(description.schema());
        return CatalogTable.newBuilder()
                .schema(schema(description))
                .comment(description.comment())
                .partitionKeys(List.of())
                .options(options(description.schema()))
                .build();
    }

    private static Schema schema(TableDescription description) {
        Schema.Builder schema = Schema.newBuilder();
        for (Column column : description.schema().columns()) {
            schema.column(column.name(), FlinkTypes.defaultType(column))
                    .withComment(description.columnComments().get(column.name()));
        }
        if (!description.primaryKey().isEmpty()) {
            schema.primaryKey(description.primaryKey());
        }
        return schema.build();
    }

    private Map<String, String> options(TableSchema schema) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(FactoryUtil.CONNECTOR.key(), VitessDynamicTableFactory.IDENTIFIER);
        all.put(KEYSPACE.key(), schema.keyspace());
        all.put(TABLE_NAME.key(), only(schema.table()));
        all.putAll(options);
        return all;
    }

    /** Selects the table of that name and no other. */
    private static String only(String table) {
        return PLAIN.matcher(table).matches()
                ? table
                : "'" + Pattern.quote(table).replace("'", "''") + "'";
    }

    private static void requireReadable(TableSchema schema) {
        RowType row =
                (RowType)
                        DataTypes.ROW(
                                        schema.columns().stream()
                                                .map(
                                                        column ->
                                                                DataTypes.FIELD(
                                                                        column.name(),
                                                                        FlinkTypes.defaultType(
                                                                                column)))
                                                .toList())
                                .getLogicalType();
        new RowConverter(schema, row, ValuePolicies.strict());
    }
}
