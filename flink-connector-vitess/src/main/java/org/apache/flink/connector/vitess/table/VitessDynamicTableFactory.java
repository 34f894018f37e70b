// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.apache.flink.connector.vitess.table.VitessConnectorOptions.*;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.UniqueConstraint;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.logical.RowType;

/** Makes a table of {@code CREATE TABLE ... WITH ('connector' = 'vitess', ...)}. */
@Internal
public final class VitessDynamicTableFactory implements DynamicTableSourceFactory {

    /** The value of {@code 'connector'}. */
    public static final String IDENTIFIER = "vitess";

    @Override
    public String factoryIdentifier() {
        return IDENTIFIER;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return new LinkedHashSet<>(List.of(HOSTNAME, KEYSPACE, TABLE_NAME));
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return new LinkedHashSet<>(
                List.of(
                        PORT,
                        USERNAME,
                        PASSWORD,
                        PASSWORD_FILE,
                        TABLE_NAME_EXCLUDE,
                        TABLET_TYPE,
                        CELLS,
                        CELL_PREFERENCE,
                        GRPC_COMPRESSION,
                        CALLER_ID,
                        SCAN_STARTUP_MODE,
                        SCAN_STARTUP_SPECIFIC_OFFSET_VGTID,
                        SCAN_BOUNDED_MODE,
                        SCAN_BOUNDED_SPECIFIC_OFFSET_VGTID,
                        SCAN_NEWLY_ADDED_TABLE_ENABLED,
                        SCAN_RESNAPSHOT_TABLES,
                        SCAN_ACCEPTED_RISKS,
                        SCAN_READ_CHANGELOG_AS_APPEND_ONLY_ENABLED,
                        SCAN_BUFFER_SIZE,
                        SCAN_STANDSTILL_TIMEOUT,
                        SCAN_SOURCE_WATERMARK_DELAY,
                        FactoryUtil.SOURCE_PARALLELISM,
                        FactoryUtil.SOURCE_IDLE_TIMEOUT,
                        FactoryUtil.WATERMARK_ALIGNMENT_GROUP,
                        FactoryUtil.WATERMARK_ALIGNMENT_MAX_DRIFT,
                        FactoryUtil.WATERMARK_ALIGNMENT_UPDATE_INTERVAL,
                        FactoryUtil.WATERMARK_EMIT_STRATEGY,
                        FILTER_HANDLING_POLICY,
                        CHANGELOG_MODE,
                        VALUE_NO_DATE,
                        VALUE_TIME_BEYOND_DAY,
                        TLS_ENABLED,
                        TLS_CA_FILE,
                        TLS_CERTIFICATE_FILE,
                        TLS_KEY_FILE,
                        TLS_SERVER_NAME,
                        CONNECT_TIMEOUT,
                        CONNECT_MAX_RETRIES,
                        CONNECT_RETRY_DELAY,
                        GRPC_HEADERS,
                        GRPC_HEADER_FILES,
                        GRPC_MAX_MESSAGE_SIZE,
                        GRPC_KEEP_ALIVE));
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        requirePossibleStart(context);
        OptionWords.require(context.getCatalogTable().getOptions());
        FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
        helper.validate();
        return new VitessDynamicTableSource(declared(context, helper.getOptions()));
    }

    private static DeclaredSource declared(Context context, ReadableConfig options) {
        try {
            VitessSourceConfig config = SourceOptions.source(options);
            Changelog changelog = changelog(context, options);
            DeclaredTable table =
                    new DeclaredTable(
                            (RowType) context.getPhysicalRowDataType().getLogicalType(),
                            changelog.primaryKey(),
                            SourceOptions.policies(options));
            return new DeclaredSource(
                    context.getObjectIdentifier().getObjectName(),
                    context.getPhysicalRowDataType(),
                    config,
                    TableValidation.check(config, table),
                    options.get(FILTER_HANDLING_POLICY),
                    changelog,
                    table.policies(),
                    SourceWatermarks.of(options, context.getConfiguration()),
                    options.getOptional(FactoryUtil.SOURCE_PARALLELISM));
        } catch (IllegalArgumentException e) {
            throw new ValidationException(e.getMessage(), e);
        }
    }

    private static Changelog changelog(Context context, ReadableConfig options) {
        List<String> primaryKey =
                context.getCatalogTable()
                        .getResolvedSchema()
                        .getPrimaryKey()
                        .map(UniqueConstraint::getColumns)
                        .orElse(List.of());
        if (options.get(CHANGELOG_MODE) == VitessChangelogMode.UPSERT && primaryKey.isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' = 'upsert' needs a primary key: declare PRIMARY KEY (...) NOT ENFORCED, or"
                                    .formatted(CHANGELOG_MODE.key())
                            + " use 'all'");
        }
        boolean appendOnly = options.get(SCAN_READ_CHANGELOG_AS_APPEND_ONLY_ENABLED);
        boolean insertsOnly = !appendOnly && isBatchSnapshot(context, options);
        if (options.getOptional(FactoryUtil.SOURCE_PARALLELISM).isPresent()
                && primaryKey.isEmpty()
                && !appendOnly
                && !insertsOnly) {
            throw new IllegalArgumentException(
                    "'%s' needs a primary key, by which Flink shuffles the changes: declare PRIMARY"
                                    .formatted(FactoryUtil.SOURCE_PARALLELISM.key())
                            + " KEY (...) NOT ENFORCED, or leave it out");
        }
        return new Changelog(options.get(CHANGELOG_MODE), primaryKey, appendOnly, insertsOnly);
    }

    /** Batch mode takes no changelogs, and the copy of a table at rest has nothing but inserts. */
    private static boolean isBatchSnapshot(Context context, ReadableConfig options) {
        return options.get(SCAN_STARTUP_MODE) == StartupOptions.Mode.SNAPSHOT
                && context.getConfiguration().get(ExecutionOptions.RUNTIME_MODE)
                        == RuntimeExecutionMode.BATCH;
    }

    /** Other connectors have more; Flink would only say that it does not know the words. */
    private static void requirePossibleStart(Context context) {
        String mode =
                context.getCatalogTable().getOptions().getOrDefault(SCAN_STARTUP_MODE.key(), "");
        if (mode.equalsIgnoreCase("earliest-offset") || mode.equalsIgnoreCase("timestamp")) {
            throw new ValidationException(
                    ("'%s' = '%s' is not possible: Vitess' streams cannot begin at the oldest change"
                                    + " or at a time. Use 'initial' to copy the tables first, or"
                                    + " 'specific-offset' with a VGTID.")
                            .formatted(SCAN_STARTUP_MODE.key(), mode));
        }
    }
}
