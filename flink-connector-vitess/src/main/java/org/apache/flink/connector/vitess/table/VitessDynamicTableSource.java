// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.Projection;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsFilterPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsLimitPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.connector.source.abilities.SupportsSourceWatermark;
import org.apache.flink.table.connector.source.abilities.SupportsWatermarkPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/**
 * A table of SQL: its options, and what a query reads of it. Used by the planner alone, which asks
 * for the abilities one after another and makes copies between.
 */
@Internal
public final class VitessDynamicTableSource
        implements ScanTableSource,
                SupportsProjectionPushDown,
                SupportsFilterPushDown,
                SupportsLimitPushDown,
                SupportsReadingMetadata,
                SupportsWatermarkPushDown,
                SupportsSourceWatermark {

    private final DeclaredSource declared;

    /** The columns that the query reads. */
    private DataType columns;

    private List<VitessReadableMetadata> metadata = List.of();

    /** The condition for the server; empty for none. */
    private String where = "";

    private long limit = Long.MAX_VALUE;

    private DataType produced;
    private WatermarkStrategy<RowData> watermarks = WatermarkStrategy.noWatermarks();

    /** Whether the query asks for {@code SOURCE_WATERMARK()}. */
    private boolean sourceWatermarks;

    VitessDynamicTableSource(DeclaredSource declared) {
        this.declared = declared;
        this.columns = declared.columns();
        this.produced = declared.columns();
    }

    private VitessDynamicTableSource(VitessDynamicTableSource other) {
        this.declared = other.declared;
        this.columns = other.columns;
        this.metadata = other.metadata;
        this.where = other.where;
        this.limit = other.limit;
        this.produced = other.produced;
        this.watermarks = other.watermarks;
        this.sourceWatermarks = other.sourceWatermarks;
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return declared.changelog().mode();
    }

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        TypeInformation<RowData> type = context.createTypeInformation(produced);
        RowDataDeserializationSchema deserializer =
                new RowDataDeserializationSchema(
                        declaredTable(), metadata, declared.changelog(), type);
        return new VitessScanProvider(
                new VitessSource<>(config(), deserializer),
                watermarks,
                declared.name(),
                declared.parallelism());
    }

    private VitessSourceConfig config() {
        VitessSourceConfig config = declared.config().withRows(rows());
        return sourceWatermarks ? config.withLogWatermarks(declared.watermarks().delay()) : config;
    }

    /** The key that the query's plan was checked with need not be the one of the stream. */
    private DeclaredTable declaredTable() {
        return new DeclaredTable(
                (RowType) columns.getLogicalType(),
                declared.tables().isPresent() ? List.of() : declared.changelog().primaryKey(),
                declared.policies());
    }

    private RowSelection rows() {
        List<String> names = DataType.getFieldNames(columns);
        // A rule cannot read no column: a query that only counts reads one.
        return new RowSelection(
                names.isEmpty() ? DataType.getFieldNames(declared.columns()).subList(0, 1) : names,
                where,
                true,
                limit);
    }

    @Override
    public boolean supportsNestedProjection() {
        return false;
    }

    @Override
    public void applyProjection(int[][] projectedFields, DataType producedDataType) {
        columns = Projection.of(projectedFields).project(declared.columns());
        produced = producedDataType;
    }

    @Override
    public Result applyFilters(List<ResolvedExpression> filters) {
        Map<String, ResolvedExpression> accepted = new TreeMap<>();
        if (declared.filters() == FilterHandlingPolicy.ALWAYS) {
            PushedCondition condition = new PushedCondition(declared.tables().orElse(List.of()));
            filters.forEach(
                    filter -> condition.of(filter).ifPresent(text -> accepted.put(text, filter)));
        }
        where = String.join(" and ", accepted.keySet());
        return Result.of(List.copyOf(accepted.values()), filters);
    }

    /** Asked for by bounded queries alone; Flink drops the surplus. */
    @Override
    public void applyLimit(long newLimit) {
        limit = newLimit;
    }

    @Override
    public Map<String, DataType> listReadableMetadata() {
        return VitessReadableMetadata.dataTypes();
    }

    @Override
    public void applyReadableMetadata(List<String> metadataKeys, DataType producedDataType) {
        metadata = metadataKeys.stream().map(VitessReadableMetadata::of).toList();
        produced = producedDataType;
    }

    @Override
    public void applyWatermark(WatermarkStrategy<RowData> watermarkStrategy) {
        watermarks = watermarkStrategy;
    }

    @Override
    public void applySourceWatermark() {
        watermarks = declared.watermarks().strategy();
        sourceWatermarks = true;
    }

    @Override
    public DynamicTableSource copy() {
        return new VitessDynamicTableSource(this);
    }

    @Override
    public String asSummaryString() {
        return "Vitess";
    }
}
