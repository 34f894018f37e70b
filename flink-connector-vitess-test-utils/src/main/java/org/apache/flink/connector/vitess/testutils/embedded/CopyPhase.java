// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.flink.connector.vitess.proto.binlogdata.TableLastPK;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;

/**
 * Copies tables one after another, with the log between them, as vttablet's uvstreamer does.
 *
 * <p>Log rows of a table that is still to copy are left out. Those of a table with a last primary
 * key are all sent, whatever their own key is.
 */
final class CopyPhase {
    private final EmbeddedShard shard;
    private final StreamOptions options;
    private final FilterRules rules;
    private final EventEncoder encoder;
    private final PacketSink sink;
    // In byte order; the last primary key is unset for a table that is to copy from its start.
    private final TreeMap<String, TableLastPK> plans;
    private ServerGtidSet position;

    CopyPhase(
            EmbeddedShard shard,
            StreamOptions options,
            EventEncoder encoder,
            PacketSink sink,
            List<TableLastPK> lastPks,
            ServerGtidSet position) {
        this.shard = shard;
        this.options = options;
        this.rules = options.rules().ofCopy();
        this.encoder = encoder;
        this.sink = sink;
        this.position = position;
        this.plans = plan(lastPks);
    }

    boolean isEmpty() {
        return plans.isEmpty();
    }

    /** The position that the last table was copied at; null before the first. */
    ServerGtidSet position() {
        return position;
    }

    /** Returns false when the sink has ended. */
    boolean run() throws InterruptedException {
        for (String table : List.copyOf(plans.keySet())) {
            if (!copy(table)) {
                return false;
            }
            plans.remove(table);
        }
        return sink.accept(List.of(encoder.copied(VEventType.COPY_COMPLETED)));
    }

    private TreeMap<String, TableLastPK> plan(List<TableLastPK> lastPks) {
        Map<String, TableLastPK> known = new HashMap<>();
        for (TableLastPK lastPk : lastPks) {
            if (lastPk.hasLastpk() && lastPk.getLastpk().getFieldsCount() == 0) {
                throw unknown("lastpk for table %s has no fields defined", lastPk.getTableName());
            }
            known.put(lastPk.getTableName(), lastPk);
        }
        List<String> tables = shard.tables().stream().map(TableDefinition::name).toList();
        for (String exact : rules.exactTables()) {
            if (!tables.contains(exact)) {
                throw unknown("table %s is not present in the database", exact);
            }
        }
        TreeMap<String, TableLastPK> result = new TreeMap<>();
        tables.stream()
                .filter(rules::matches)
                .filter(this::isToCopy)
                .forEach(table -> result.put(table, known.getOrDefault(table, unset(table))));
        return result;
    }

    private boolean isToCopy(String table) {
        return options.tablesToCopy().isEmpty() || options.tablesToCopy().contains(table);
    }

    private static TableLastPK unset(String table) {
        return TableLastPK.newBuilder().setTableName(table).build();
    }

    private boolean copy(String name) throws InterruptedException {
        if (position != null && !readLog(shard.logSize())) {
            return false;
        }
        TableLastPK last = plans.get(name);
        RowValues after = last.hasLastpk() ? RowValues.of(last.getLastpk().getRows(0)) : null;
        EmbeddedShard.Snapshot snapshot = shard.snapshot(name, after);
        String selected = rules.selectedTable(name);
        if (shard.tables().stream().noneMatch(table -> table.name().equals(selected))) {
            throw unknown("table %s not found in vttablet schema", selected);
        }
        // Fails before anything is sent where the filter names unknown columns.
        FilterRules.Selection selection = rules.selectionOf(snapshot.table()).orElseThrow();
        if (position != null && !readLog(snapshot.logSize())) {
            return false;
        }
        return begin(snapshot, selection.columns())
                && sendRows(snapshot, selection)
                && complete(name);
    }

    /** Catchup or fastforward: each is a log reader of its own. */
    private boolean readLog(int logSize) throws InterruptedException {
        Predicate<String> wanted =
                table -> !plans.containsKey(table) || plans.get(table).hasLastpk();
        LogReader reader = new LogReader(shard, options, encoder, wanted, position);
        boolean continues = reader.readTo(logSize, sink);
        position = reader.position();
        return continues;
    }

    private boolean begin(EmbeddedShard.Snapshot snapshot, int[] columns)
            throws InterruptedException {
        List<VEvent> packet = new ArrayList<>();
        packet.add(encoder.copied(VEventType.BEGIN));
        packet.add(encoder.copiedField(snapshot.table(), columns));
        if (!sink.accept(packet)) {
            return false;
        }
        ServerGtidSet snapshotPosition =
                ServerGtidSet.firstOf(shard.serverUuid(), snapshot.logSize());
        if (snapshotPosition.equals(position)) {
            return true;
        }
        position = snapshotPosition;
        return sink.accept(new ArrayList<>(List.of(encoder.gtid(position))));
    }

    private boolean sendRows(EmbeddedShard.Snapshot snapshot, FilterRules.Selection selection)
            throws InterruptedException {
        List<RowValues> rows =
                snapshot.rows().stream().filter(row -> selection.filter().test(row)).toList();
        List<VEvent> batch = new ArrayList<>();
        int bytes = 0;
        boolean began = true;
        for (int i = 0; i < rows.size(); i++) {
            RowValues row = rows.get(i);
            batch.add(encoder.copied(snapshot.table(), selection.columns(), row));
            bytes += row.bytes();
            if (bytes >= options.packetBytes() || i == rows.size() - 1) {
                if (!began && !sink.accept(begin()) || !sendBatch(snapshot.table(), row, batch)) {
                    return false;
                }
                batch = new ArrayList<>();
                bytes = 0;
                began = false;
            }
        }
        return true;
    }

    private boolean sendBatch(TableDefinition table, RowValues lastRow, List<VEvent> batch)
            throws InterruptedException {
        TableLastPK lastPk = EventEncoder.lastPk(table, lastRow.select(table.keyColumns()));
        plans.put(table.name(), lastPk);
        batch.add(encoder.lastPk(lastPk, false));
        batch.add(encoder.copied(VEventType.COMMIT));
        return sink.accept(batch);
    }

    private boolean complete(String table) throws InterruptedException {
        List<VEvent> packet = begin();
        packet.add(encoder.lastPk(unset(table), true));
        packet.add(encoder.copied(VEventType.COMMIT));
        return sink.accept(packet);
    }

    private List<VEvent> begin() {
        return new ArrayList<>(List.of(encoder.copied(VEventType.BEGIN)));
    }

    private static StreamFailure unknown(String message, String table) {
        return StreamFailure.ofTablet(Status.Code.UNKNOWN, message.formatted(table));
    }
}
