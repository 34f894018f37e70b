// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.types.RowKind;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FormerColumnsTest {

    private static final Schema NARROW = columns(Types.IntegerType.get());
    private static final Schema WIDE = columns(Types.LongType.get());

    private final FormerColumns function = new FormerColumns();

    @BeforeEach
    void start() {
        function.initializeState(new Fresh());
    }

    @Test
    void aRowWithNewColumnsIsDeletedFromTheFormerOnes() {
        assertThat(rows(NARROW, -1)).containsExactly("int +I -1");
        assertThat(rows(WIDE, -1L)).containsExactly("int -D -1", "long +I -1");
    }

    @Test
    void aKeyThatTheFormerColumnsCannotHoldIsNotDeletedFromThem() {
        rows(NARROW, 1);

        assertThat(rows(WIDE, 1L << 40)).containsExactly("long +I 1099511627776");
    }

    @Test
    void formerColumnsAreForgottenOnceTheirRowsAreCommitted() {
        rows(NARROW, 1);
        function.snapshotState(new Checkpoint(1));
        rows(NARROW, 2);
        rows(WIDE, 3L);
        function.notifyCheckpointComplete(1);
        assertThat(rows(WIDE, 2L)).as("2 is not committed").hasSize(2);

        function.snapshotState(new Checkpoint(2));
        assertThat(rows(WIDE, 2L)).as("2 may fail").hasSize(2);
        function.notifyCheckpointComplete(2);
        assertThat(rows(WIDE, 2L)).hasSize(1);
    }

    private List<String> rows(Schema columns, Object key) {
        List<TableRow> out = new ArrayList<>();
        byte[] row = new RowFormat(columns).write(GenericRowData.ofKind(RowKind.INSERT, key));
        function.flatMap(
                new TableRow("t", SchemaParser.toJson(columns), row), new ListCollector<>(out));
        return out.stream().map(FormerColumnsTest::text).toList();
    }

    private static String text(TableRow row) {
        RowFormat format = RowFormat.of(row.columns());
        var values = format.read(row.row());
        Type type = format.columns().findType("id");
        Object key = type == Types.LongType.get() ? values.getLong(0) : (Object) values.getInt(0);
        return "%s %s %s".formatted(type, values.getRowKind().shortString(), key);
    }

    private static Schema columns(Type key) {
        return new Schema(List.of(Types.NestedField.required(1, "id", key)), java.util.Set.of(1));
    }

    private record Checkpoint(long id) implements FunctionSnapshotContext {
        @Override
        public long getCheckpointId() {
            return id;
        }

        @Override
        public long getCheckpointTimestamp() {
            return id;
        }
    }

    /** A job without state. */
    private record Fresh() implements FunctionInitializationContext {
        @Override
        public boolean isRestored() {
            return false;
        }

        @Override
        public OptionalLong getRestoredCheckpointId() {
            return OptionalLong.empty();
        }

        @Override
        public OperatorStateStore getOperatorStateStore() {
            throw new UnsupportedOperationException();
        }

        @Override
        public KeyedStateStore getKeyedStateStore() {
            throw new UnsupportedOperationException();
        }
    }
}
