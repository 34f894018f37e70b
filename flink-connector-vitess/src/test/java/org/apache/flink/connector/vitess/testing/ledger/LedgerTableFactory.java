// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.util.Set;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.sink.DataStreamSinkProvider;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.types.RowKind;

/**
 * The connector {@code ledger}: SQL's way into a {@link LedgerJob}, which the option {@code job}
 * names. A table has the columns of {@link #COLUMNS}.
 */
public final class LedgerTableFactory implements DynamicTableSinkFactory {

    /** The shard, the table, the transaction, whether copied, and what {@link LedgerTable} has. */
    public static final String COLUMNS =
            "shard string, table_name string, gtid string, is_snapshot boolean,"
                    + " first_column string, second_column string, third_column string";

    private static final ConfigOption<String> JOB =
            ConfigOptions.key("job").stringType().noDefaultValue();

    @Override
    public String factoryIdentifier() {
        return "ledger";
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(JOB);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of();
    }

    @Override
    public DynamicTableSink createDynamicTableSink(Context context) {
        FactoryUtil.TableFactoryHelper options =
                FactoryUtil.createTableFactoryHelper(this, context);
        options.validate();
        return new Sink(options.getOptions().get(JOB));
    }

    private record Sink(String job) implements DynamicTableSink {

        @Override
        public ChangelogMode getChangelogMode(ChangelogMode requested) {
            return ChangelogMode.all();
        }

        @Override
        public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
            return new Provider(job);
        }

        @Override
        public DynamicTableSink copy() {
            return this;
        }

        @Override
        public String asSummaryString() {
            return "ledger";
        }
    }

    private record Provider(String job) implements DataStreamSinkProvider {

        @Override
        public DataStreamSink<?> consumeDataStream(
                ProviderContext context, DataStream<RowData> rows) {
            MapFunction<RowData, LedgerChange> change = Provider::change;
            return LedgerJob.byId(job)
                    .build(
                            rows.map(change).returns(LedgerChange.class),
                            // The two shapes are two tables of SQL, each with a stream of its own.
                            c -> c.shard() + " " + LedgerTable.columns(c.table()));
        }

        /** To the key, an update is the delete of a row and the insert of its next version. */
        private static LedgerChange change(RowData row) {
            String[] values = {text(row, 4), text(row, 5), text(row, 6)};
            boolean before =
                    row.getRowKind() == RowKind.UPDATE_BEFORE || row.getRowKind() == RowKind.DELETE;
            return new LedgerChange(
                    text(row, 0),
                    text(row, 1),
                    before ? values : null,
                    before ? null : values,
                    row.isNullAt(2) ? "" : text(row, 2),
                    row.getBoolean(3));
        }

        private static String text(RowData row, int column) {
            return row.getString(column).toString();
        }
    }
}
