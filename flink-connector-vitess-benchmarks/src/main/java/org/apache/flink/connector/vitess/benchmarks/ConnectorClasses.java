// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.decode.MySqlCollations;
import org.apache.flink.connector.vitess.decode.Selection;
import org.apache.flink.connector.vitess.decode.VStreamDecoder;
import org.apache.flink.connector.vitess.position.EndPosition;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.rowdata.RowConverter;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;

/** The connector's way, from the response to Flink's row. */
final class ConnectorClasses {

    /** The sample's collations are known to Vitess, and no copy is resumed. */
    private record NoCollations() implements MySqlCollations {

        @Override
        public List<Integer> compare(
                String table, String column, List<byte[]> values, byte[] pivot) {
            throw new IllegalStateException("no order is asked for");
        }

        @Override
        public Map<String, Integer> ids(String table) {
            throw new IllegalStateException("no collation is asked for");
        }
    }

    private static final List<String> TABLES = List.of(SampleTable.TABLE);

    /** The id of MySQL's default collation. */
    private static final int UTF8MB4 = 255;

    private final SampleTable table;
    private final VStreamDecoder decoder;
    private RowConverter converter;

    ConnectorClasses(SampleTable table, boolean copy) {
        this.table = table;
        VStreamDecoder ofCopy = decoder(ShardPosition.beforeCopy(TABLES));
        ofCopy.decode(table.fields(true));
        if (copy) {
            this.decoder = ofCopy;
        } else {
            TableSchema schema = ofCopy.takeCopied().orElseThrow();
            this.decoder =
                    decoder(
                            ShardPosition.inLog("MySQL56/" + SampleTable.UUID + ":1-6", TABLES)
                                    .withSchema(new SchemaVersion(schema, UTF8MB4)));
            decoder.decode(table.fields(false));
        }
    }

    private static VStreamDecoder decoder(ShardPosition start) {
        return new VStreamDecoder(
                new Shard(SampleTable.KEYSPACE, SampleTable.SHARD),
                start,
                new EndPosition.Never(),
                Selection.all(),
                new NoCollations(),
                bytes -> true);
    }

    void read(byte[] response, Consumer<RowData> out) {
        convert(decoder.decode(response), out);
        convert(decoder.rest(), out);
    }

    private void convert(List<ChangeBatch> batches, Consumer<RowData> out) {
        for (ChangeBatch batch : batches) {
            for (RowChange change : batch.changes()) {
                out.accept(convert(change.after().orElseThrow()));
            }
        }
    }

    private RowData convert(RowImage row) {
        if (converter == null) {
            converter = new RowConverter(row.schema(), table.rowType(), ValuePolicies.strict());
        }
        return converter.convert(RowKind.INSERT, row);
    }
}
