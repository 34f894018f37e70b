// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.catalog;

import static org.apache.flink.connector.vitess.table.VitessConnectorOptions.HOSTNAME;
import static org.apache.flink.connector.vitess.table.VitessConnectorOptions.SCAN_RESNAPSHOT_TABLES;
import static org.apache.flink.connector.vitess.table.VitessConnectorOptions.TABLET_TYPE;
import static org.apache.flink.connector.vitess.table.VitessConnectorOptions.TABLE_NAME_EXCLUDE;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.connector.vitess.table.SourceOptions;
import org.apache.flink.connector.vitess.table.VitessDynamicTableFactory;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.factories.CatalogFactory;
import org.apache.flink.table.factories.FactoryUtil;

/** Makes a catalog of {@code CREATE CATALOG ... WITH ('type' = 'vitess', ...)}. */
@Internal
public final class VitessCatalogFactory implements CatalogFactory {

    /** The keyspace whose tables need no keyspace in front of their names. */
    static final ConfigOption<String> DEFAULT_DATABASE =
            ConfigOptions.key("default-database")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The keyspace whose tables are meant by names without a database.");

    @Override
    public String factoryIdentifier() {
        return VitessDynamicTableFactory.IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(HOSTNAME, DEFAULT_DATABASE);
    }

    /** The options of a single table: each table of the catalog has them. */
    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        Set<ConfigOption<?>> options = new VitessDynamicTableFactory().optionalOptions();
        options.remove(TABLE_NAME_EXCLUDE);
        options.remove(SCAN_RESNAPSHOT_TABLES);
        return options;
    }

    @Override
    public Catalog createCatalog(Context context) {
        FactoryUtil.CatalogFactoryHelper helper =
                FactoryUtil.createCatalogFactoryHelper(this, context);
        helper.validate();
        Map<String, String> tableOptions = new HashMap<>(context.getOptions());
        tableOptions.remove(DEFAULT_DATABASE.key());
        tableOptions.remove(FactoryUtil.PROPERTY_VERSION.key());
        try {
            return new VitessCatalog(
                    context.getName(),
                    helper.getOptions().get(DEFAULT_DATABASE),
                    SourceOptions.connection(helper.getOptions()),
                    SourceOptions.retry(helper.getOptions()),
                    helper.getOptions().get(TABLET_TYPE),
                    tableOptions);
        } catch (IllegalArgumentException e) {
            throw new ValidationException(e.getMessage(), e);
        }
    }
}
